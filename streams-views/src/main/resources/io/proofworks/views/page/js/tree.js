// The aggregation tree of a batch. Drawn from the root down to the shards; and the same items on a
// time axis. What has not been given to an aggregator yet hangs below no node.

import { h } from './dom.js';
import * as format from './format.js';
import { glyph, idLink, shape, stateMark, table, time } from './parts.js';
import { link } from './router.js';

const LEVEL = 58;
const TOP = 38;
const SIDE = 24;

/**
 * The items of a batch from the top down.
 *
 * @returns {roots, all} of {name, kind, state, critical, parent, children, level, x}
 */
export function treeOf(batch) {
  const items = new Map();
  for (const shard of batch.shards) {
    items.set(shard.taskId, { ...common(shard), name: shard.taskId, kind: 'shard', label: String(shard.shardIndex), state: shard.state, source: shard, below: [] });
  }
  for (const node of batch.tree) {
    items.set(`node ${node.nodeId}`, { ...common(node), name: `node ${node.nodeId}`, kind: 'node', label: node.root ? 'root' : `n${node.nodeId}`, state: node.state, source: node, below: node.children ?? [] });
  }
  for (const item of items.values()) {
    item.children = item.below.map((c) => items.get(c.taskId ?? `node ${c.nodeId}`)).filter(Boolean);
    item.children.forEach((child) => { child.parent = item; });
  }
  const roots = [...items.values()].filter((item) => !item.parent);
  roots.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'node' ? -1 : 1));
  return { roots, all: roots.flatMap(walk) };
}

function common({ critical, verifiedAt }) {
  return { critical, verifiedAt, parent: null, children: [] };
}

function walk(item) {
  return [item, ...item.children.flatMap(walk)];
}

/** Levels above the shards; leaves side by side, a node over the middle of its children. */
function layOut({ roots, all }, width) {
  const leaves = all.filter((item) => item.children.length === 0);
  const gap = Math.max(20, Math.min(64, (width - 2 * SIDE) / Math.max(1, leaves.length - 1)));
  const start = Math.max(SIDE, (width - gap * (leaves.length - 1)) / 2);
  leaves.forEach((leaf, i) => { leaf.x = start + i * gap; leaf.level = leaf.kind === 'shard' ? 0 : 1; });
  const settle = (item) => {
    item.children.forEach(settle);
    if (item.children.length > 0) {
      item.level = 1 + Math.max(...item.children.map((c) => c.level));
      item.x = item.children.reduce((n, c) => n + c.x, 0) / item.children.length;
    }
  };
  roots.forEach(settle);
  const top = Math.max(1, ...all.map((item) => item.level));
  all.forEach((item) => { item.y = TOP + (top - item.level) * LEVEL; });
  return { width: Math.max(width, start + gap * (leaves.length - 1) + SIDE), height: TOP + top * LEVEL + 30 };
}

/** What the panel has for it: the whole screen, or the wider one of two columns. */
function room() {
  return innerWidth <= 1100 ? Math.max(280, innerWidth - 64) : Math.round(innerWidth * 0.62) - 60;
}

/** The drawing; a tree for keyboards and screen readers, too. */
export function drawing(batch, state) {
  const tree = treeOf(batch);
  if (tree.all.length === 0) {
    return h('p', { class: 'empty' }, 'The batch has not been cut into shards yet.');
  }
  const { width, height } = layOut(tree, room());
  const chosen = tree.all.find((item) => item.name === state.get('item')) ?? tree.all[0];
  return [
    h('div', { class: 'scroll tree-frame', key: 'frame' },
      h('svg', {
        class: 'tree', width, height, viewBox: `0 0 ${width} ${height}`, role: 'tree', 'aria-label': 'Aggregation tree',
        onkeydown: (e) => move(e, tree, chosen, state),
      },
      h('g', { role: 'presentation', key: 'edges' }, tree.all.filter((i) => i.parent).map(edge)),
      tree.all.map((item) => mark(item, chosen, tree, state)))),
    h('p', { class: 'tree-says', key: 'says' }, glyph(chosen.state), ' ', describe(chosen, batch, true)),
    h('ul', { class: 'legend', key: 'legend' },
      ['ASSIGNED', 'COMMITTED', 'VERIFIED', 'SETTLED', 'FAILED'].map((s) => h('li', null, glyph(s), ` ${s.toLowerCase()}`)),
      h('li', null, h('svg', { class: 'key critical-key', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, h('line', { x1: 0, y1: 5, x2: 26, y2: 5 })), 'critical path: what finishes last'),
      h('li', null, h('svg', { class: 'key open-key', viewBox: '0 0 26 10', 'aria-hidden': 'true' }, h('line', { x1: 0, y1: 5, x2: 26, y2: 5 })), 'not verified yet')),
  ];
}

function edge(item) {
  const { parent } = item;
  const middle = (item.y + parent.y) / 2;
  const on = item.critical && parent.critical;
  return h('path', {
    key: item.name, d: `M${parent.x} ${parent.y}C${parent.x} ${middle} ${item.x} ${middle} ${item.x} ${item.y}`,
    class: `edge${on ? ' critical' : ''}${parent.verifiedAt ? '' : ' open'}`,
  });
}

function mark(item, chosen, tree, state) {
  const siblings = item.parent?.children ?? tree.roots;
  const big = item.kind === 'node';
  const size = big ? 24 : 18;
  return h('g', {
    key: item.name, role: 'treeitem', class: `item s-${item.state}${item.critical ? ' critical' : ''}${item === chosen ? ' chosen' : ''}`,
    tabindex: item === chosen ? '0' : '-1', 'data-item': item.name,
    'aria-label': spoken(item), 'aria-level': depth(item), 'aria-setsize': siblings.length, 'aria-posinset': siblings.indexOf(item) + 1,
    'aria-selected': String(item === chosen),
    onclick: () => state.set('item', item.name), onfocus: () => item !== chosen && state.set('item', item.name),
    ondblclick: () => open(item),
  },
  item.critical ? h('circle', { class: 'halo', cx: item.x, cy: item.y, r: size / 2 + 4 }) : null,
  h('circle', { class: 'ground', cx: item.x, cy: item.y, r: size / 2 }),
  h('circle', { class: 'cursor', cx: item.x, cy: item.y, r: size / 2 + 7 }),
  h('svg', { class: `s-${item.state}`, x: item.x - size / 2, y: item.y - size / 2, width: size, height: size, viewBox: '0 0 16 16' }, shape(item.state)),
  h('text', { x: item.x, y: big ? item.y - size / 2 - 9 : item.y + size / 2 + 16 }, item.label));
}

function depth(item) {
  return item.parent ? depth(item.parent) + 1 : 1;
}

function spoken(item) {
  const name = item.kind === 'shard' ? `Shard ${item.label}` : item.label === 'root' ? 'Root node' : `Node ${item.source.nodeId}`;
  return `${name}, ${item.state}${item.critical ? ', on the critical path' : ''}`;
}

function open(item) {
  if (item.kind === 'shard') {
    location.hash = link('task', item.name);
  }
}

function move(event, tree, chosen, state) {
  const { all } = tree;
  const at = all.indexOf(chosen);
  const to = {
    ArrowDown: chosen.children[0], ArrowUp: chosen.parent,
    ArrowRight: all[at + 1], ArrowLeft: all[at - 1], Home: all[0], End: all.at(-1),
  }[event.key];
  if (event.key === 'Enter') {
    open(chosen);
  } else if (to) {
    event.preventDefault();
    const { currentTarget } = event;
    state.set('item', to.name);
    currentTarget.querySelector(`[data-item="${CSS.escape(to.name)}"]`)?.focus();
  }
}

function startOf(item) {
  return item.kind === 'shard' ? item.source.publishedAt : item.source.grantedAt;
}

function workers(item) {
  const { source } = item;
  if (item.kind === 'node') {
    return idLink('prover', source.aggregatorId);
  }
  return source.proverId
    ? idLink('prover', source.proverId)
    : (source.assignees ?? []).map((id, i) => [i ? ', ' : '', idLink('prover', id)]);
}

function describe(item, batch) {
  const zero = batch.requestedAt;
  return [
    h('strong', null, spoken(item)), ', by ', workers(item), item.source.epoch ? `, epoch ${item.source.epoch}` : '',
    startOf(item) ? [item.kind === 'shard' ? ', published ' : ', given out ', format.offset(startOf(item) - zero)] : '',
    item.verifiedAt ? [', verified ', format.offset(item.verifiedAt - zero)] : '',
    item.kind === 'shard' ? [' · ', h('a', { href: link('task', item.name) }, 'open the task')] : '',
  ];
}

/** The items as rows with their time from beginning to end. */
export function waterfall(batch, now) {
  const { all } = treeOf(batch);
  const zero = batch.requestedAt;
  const last = Math.max(zero + 1, ...all.map((item) => item.verifiedAt ?? 0), batch.receipt?.rootVerifiedAt ?? 0, batch.state === 'OPEN' ? now : 0);
  return table({
    caption: 'Shards and nodes over time', rows: all, key: (i) => i.name, empty: 'The batch has not been cut into shards yet.',
    rowClass: (i) => (i.critical ? 'critical' : null),
    columns: [
      { title: 'Item', cell: (i) => h('span', { class: 'indent', style: { '--depth': depth(i) - 1 } },
        i.kind === 'shard' ? h('a', { href: link('task', i.name), title: i.name }, `Shard ${i.label}`) : i.label === 'root' ? 'Root' : `Node ${i.source.nodeId}`,
        i.critical ? h('span', { class: 'tag', title: 'on the path that finishes last' }, 'critical') : null) },
      { title: 'State', cell: (i) => stateMark(i.state) },
      { title: 'By', cell: (i) => h('span', { class: 'nowrap' }, workers(i)) },
      { title: 'Epoch', number: true, cell: (i) => i.source.epoch ?? '–' },
      { title: 'Begun', number: true, cell: (i) => (startOf(i) ? h('span', { title: format.exact(startOf(i)) }, format.offset(startOf(i) - zero)) : '–'), hint: 'after the request' },
      { title: 'Verified', number: true, cell: (i) => (i.verifiedAt ? h('span', { title: format.exact(i.verifiedAt) }, format.offset(i.verifiedAt - zero)) : '–'), hint: 'after the request' },
      { title: `From ${format.offset(0)} to ${format.offset(last - zero)}`, cell: (i) => bar(i, zero, last) },
    ],
  });
}

function bar(item, zero, last) {
  const start = startOf(item);
  if (!start) {
    return '';
  }
  const end = item.verifiedAt ?? last;
  const share = (ms) => `${Math.max(0, Math.min(100, ((ms - zero) / (last - zero)) * 100))}%`;
  return h('span', { class: 'lane' }, h('span', {
    class: `span s-${item.state}${item.verifiedAt ? '' : ' open'}${item.critical ? ' critical' : ''}`,
    title: format.duration(end - start), style: { left: share(start), right: `calc(100% - ${share(end)})` },
  }));
}
