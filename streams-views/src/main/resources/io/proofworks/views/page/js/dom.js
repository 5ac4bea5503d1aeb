// Elements as values, and a patcher that changes as little as it can: focus, selection and scroll
// positions outlive a refresh. Text is always text; nothing is ever parsed as HTML.

const SVG = 'http://www.w3.org/2000/svg';
const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'open', 'selected', 'indeterminate']);
const STATE = Symbol('state');

/**
 * An element. Props are attributes, `on...` handlers, `style` as an object, `key` for identity among
 * its siblings, and `widget` for an element that keeps its own content.
 */
export function h(tag, props, ...children) {
  const given = props ?? {};
  return { tag, props: given, key: given.key ?? null, children: flat(children) };
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== '')
    .map((child) => (typeof child === 'object' ? child : shown(String(child))));
}

// Texts may be an outsider's: what is not seen, or turns the order of the rest around, is shown by
// its number. Line feeds and tabs stay.
const HIDDEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** The text as it can be shown. */
export function shown(text) {
  return text.replace(HIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Makes the children of an element be these. */
export function render(parent, ...children) {
  place(parent, flat(children));
}

function place(parent, next) {
  const nodes = match(parent, next);
  const kept = new Set(nodes.filter(Boolean));
  for (const node of [...parent.childNodes]) {
    if (!kept.has(node)) {
      leave(node);
      node.remove();
    }
  }
  let cursor = parent.firstChild;
  next.forEach((vnode, i) => {
    let node = nodes[i];
    if (node) {
      update(node, vnode);
    } else {
      node = create(vnode, parent);
    }
    if (node === cursor) {
      cursor = cursor.nextSibling;
    } else {
      parent.insertBefore(node, cursor);
    }
  });
}

/** For each new child the node that becomes it, or nothing. */
function match(parent, next) {
  const keyed = new Map();
  const loose = [];
  for (const node of parent.childNodes) {
    const key = node[STATE]?.key ?? null;
    if (key === null) {
      loose.push(node);
    } else {
      keyed.set(key, node);
    }
  }
  let at = 0;
  return next.map((vnode) => {
    const candidate = (vnode.key ?? null) === null ? loose[at++] : keyed.get(vnode.key);
    return candidate && isSame(candidate, vnode) ? candidate : null;
  });
}

function isSame(node, vnode) {
  return typeof vnode === 'string'
    ? node.nodeType === Node.TEXT_NODE
    : node.nodeType === Node.ELEMENT_NODE &&
        node.localName.toLowerCase() === vnode.tag.toLowerCase() &&
        node[STATE]?.props.widget === vnode.props.widget;
}

function create(vnode, parent) {
  if (typeof vnode === 'string') {
    return document.createTextNode(vnode);
  }
  const inSvg =
    vnode.tag === 'svg' || (parent.namespaceURI === SVG && parent.localName !== 'foreignObject');
  const node = inSvg
    ? document.createElementNS(SVG, vnode.tag)
    : document.createElement(vnode.tag);
  node[STATE] = { key: vnode.key, props: {}, widget: null };
  update(node, vnode);
  return node;
}

function update(node, vnode) {
  if (typeof vnode === 'string') {
    if (node.data !== vnode) {
      node.data = vnode;
    }
    return;
  }
  const state = node[STATE];
  if (vnode.props.widget) {
    setProps(node, state, vnode.props);
    state.widget ??= vnode.props.widget(node);
    state.widget.update(vnode.props.data);
    return;
  }
  // a select can take its value only when its options are there
  const late = vnode.tag === 'select';
  if (!late) {
    setProps(node, state, vnode.props);
  }
  place(node, vnode.children);
  if (late) {
    setProps(node, state, vnode.props);
  }
}

function setProps(node, state, props) {
  for (const name of Object.keys(state.props)) {
    if (!(name in props)) {
      setProp(node, name, null, state.props[name]);
    }
  }
  for (const [name, value] of Object.entries(props)) {
    if (value !== state.props[name] || AS_PROPERTY.has(name)) {
      setProp(node, name, value, state.props[name]);
    }
  }
  state.props = props;
}

function setProp(node, name, value, before) {
  if (name === 'key' || name === 'widget' || name === 'data') {
    return;
  }
  if (name === 'style') {
    setStyle(node, value ?? {}, before ?? {});
  } else if (name.startsWith('on')) {
    node[name] = value ?? null;
  } else if (AS_PROPERTY.has(name) && node.localName !== 'option') {
    if (node[name] !== value) {
      node[name] = value ?? '';
    }
  } else if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true ? '' : String(value));
  }
}

/** By the object model: the page's policy forbids style attributes. */
function setStyle(node, style, before) {
  for (const name of Object.keys(before)) {
    if (!(name in style)) {
      node.style.removeProperty(name);
    }
  }
  for (const [name, value] of Object.entries(style)) {
    node.style.setProperty(name, String(value));
  }
}

function leave(node) {
  node[STATE]?.widget?.destroy?.();
  node.childNodes?.forEach(leave);
}
