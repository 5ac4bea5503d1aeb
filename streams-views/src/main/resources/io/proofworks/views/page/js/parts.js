// The small pieces that all views are made of.

import { h } from './dom.js';
import * as format from './format.js';
import { link } from './router.js';
import { REASONS, STATES } from './words.js';

/** An amount; trailing zeros recede, so that columns still line up. */
export function amount(baseUnits) {
  if (baseUnits === null || baseUnits === undefined) {
    return h('span', { class: 'faint' }, '–');
  }
  const { whole, fraction } = format.amountParts(baseUnits);
  const digits = fraction.replace(/0+$/, '');
  const isNothing = /^[-0.]*$/.test(whole + digits);
  return h('span', { class: 'amount', title: `${baseUnits} base units (6 decimals)` },
    h('span', { class: isNothing ? 'faint-zero' : null }, `${whole}.${digits}`),
    h('span', { class: 'faint-zero' }, fraction.slice(digits.length)));
}

/** A log time in the local zone; the title has it exactly. */
export function time(ms, withMillis = false) {
  if (!ms) {
    return h('span', { class: 'faint' }, '–');
  }
  if (!format.isDate(ms)) {
    return h('span', { title: `${ms} ms` }, 'beyond all dates');
  }
  return h('time', { datetime: new Date(Number(ms)).toISOString(), title: format.exact(ms) },
    format.clock(Number(ms), withMillis));
}

/** A link to what an id names; `view` is batch, task, prover or account. */
export function idLink(view, id, text) {
  return id
    ? h('a', { class: 'id', href: link(view, id), title: id }, text ?? format.shortId(id))
    : h('span', { class: 'faint' }, '–');
}

/** A whole id that can be copied. */
export function wholeId(id) {
  return h('span', { class: 'whole-id' },
    h('code', null, id),
    h('button', {
      type: 'button', class: 'quiet', 'aria-label': `Copy ${id}`,
      onclick: (e) => copy(e.currentTarget, id),
    }, 'Copy'));
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Select it and copy';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
}

// A disc fills as work goes on; what ended badly has corners. Legible without colour.
const SHAPES = {
  OPEN: [ring()],
  ASSIGNED: [ring(), h('path', { class: 'fill', d: 'M8 8V2.5A5.5 5.5 0 0 1 13.5 8z' })],
  COMMITTED: [ring(), h('path', { class: 'fill', d: 'M8 2.5A5.5 5.5 0 0 1 8 13.5z' })],
  REVEALED: [ring(), h('path', { class: 'fill', d: 'M8 8H2.5A5.5 5.5 0 1 0 8 2.5z' })],
  VERIFIED: [h('circle', { class: 'fill', cx: 8, cy: 8, r: 5.5 })],
  SETTLED: [
    h('circle', { class: 'fill', cx: 8, cy: 8, r: 6.5 }),
    h('path', { class: 'cut', d: 'M4.8 8.2l2.2 2.3 4.2-4.6' }),
  ],
  REASSIGNED: [h('path', { class: 'line', d: 'M12.9 5.6A5.5 5.5 0 1 0 13.5 8M13.6 2.6v3.4h-3.4' })],
  EXPIRED: [h('path', { class: 'line', d: 'M8 2.5L14 13.3H2z' })],
  SUPERSEDED: [h('path', { class: 'line', d: 'M8 1.8L14.2 8 8 14.2 1.8 8zM5.2 8h5.6' })],
  FAILED: [
    h('rect', { class: 'fill', x: 2, y: 2, width: 12, height: 12, rx: 1.5 }),
    h('path', { class: 'cut', d: 'M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6' }),
  ],
  ENDED: [h('rect', { class: 'line', x: 2.8, y: 2.8, width: 10.4, height: 10.4, rx: 1.5 })],
};
SHAPES.LEASED = SHAPES.COMMITTED;
SHAPES.REFUSED = SHAPES.FAILED;

function ring() {
  return h('circle', { class: 'line', cx: 8, cy: 8, r: 5.5 });
}

export function shape(state) {
  return SHAPES[state] ?? SHAPES.OPEN;
}

/** The glyph of a state. */
export function glyph(state) {
  return h('svg', { class: `glyph s-${state}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, shape(state));
}

/** A state by shape, colour and word. */
export function stateMark(state) {
  return h('span', { class: `state s-${state}`, title: STATES[state] ?? '' }, glyph(state), state ?? '–');
}

/** A verdict's reason, with what it means. */
export function reason(name) {
  return h('span', { class: name === 'ACCEPTED' ? 'reason good' : 'reason bad', title: REASONS[name] ?? '' }, name);
}

/** Part of a whole as a bar with its numbers in words. */
export function meter(part, whole, label) {
  const share = whole > 0 ? Math.min(1, part / whole) : 0;
  return h('span', { class: 'meter', role: 'img', 'aria-label': label ?? `${part} of ${whole}`, title: label ?? '' },
    h('span', { style: { width: `${share * 100}%` } }));
}

/**
 * A table that scrolls inside of its own frame.
 *
 * @param columns of {title, cell(row), number, sort(row), hint}
 * @param sort {by, down, set(by)} when it can be sorted
 */
export function table({ caption, columns, rows, key, empty, sort, rowClass }) {
  const sorted = sort?.by === undefined || sort?.by === null ? rows : sortedBy(columns[sort.by], rows, sort.down);
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    h('table', null,
      h('caption', { class: 'hidden' }, caption),
      h('thead', null, h('tr', null, columns.map((column, i) => heading(column, i, sort)))),
      h('tbody', null,
        sorted.length === 0
          ? h('tr', { key: 'empty' }, h('td', { colspan: columns.length, class: 'empty' }, empty ?? 'Nothing yet.'))
          : sorted.map((row) =>
              h('tr', { key: key?.(row), class: rowClass?.(row) ?? null },
                columns.map((column) => h('td', { class: column.number ? 'number' : null }, column.cell(row))))))));
}

function heading(column, i, sort) {
  const props = { scope: 'col', class: column.number ? 'number' : null, title: column.hint };
  if (!sort || !column.sort) {
    return h('th', props, column.title);
  }
  const chosen = sort.by === i;
  return h('th', { ...props, 'aria-sort': chosen ? (sort.down ? 'descending' : 'ascending') : 'none' },
    h('button', { type: 'button', class: 'sort', onclick: () => sort.set(i) },
      column.title, h('span', { 'aria-hidden': 'true' }, chosen ? (sort.down ? ' ↓' : ' ↑') : ' ↕')));
}

function sortedBy(column, rows, down) {
  return [...rows].sort((a, b) => {
    const [x, y] = [column.sort(a), column.sort(b)];
    const order = x < y ? -1 : x > y ? 1 : 0;
    return down ? -order : order;
  });
}

/** Names and values. */
export function facts(pairs) {
  return h('dl', { class: 'facts' },
    pairs.filter((pair) => pair).map(([name, value, hint]) =>
      h('div', { key: name }, h('dt', { title: hint }, name), h('dd', null, value ?? '–'))));
}

/** A titled part of a view. */
export function section(title, props, ...children) {
  const { aside, key, wide } = props ?? {};
  return h('section', { key: key ?? title, class: wide ? 'panel wide' : 'panel' },
    h('header', null, h('h2', null, title), aside),
    children);
}

/** Two stacks of panels side by side; on a narrow screen the first stands above the other. */
export function columns(first, second, props) {
  return h('div', { class: `columns ${props?.side ?? 'side-right'}`, key: 'columns' },
    h('div', { class: 'stack' }, first), h('div', { class: 'stack' }, second));
}

/** A choice that is part of the address or of the view's state. */
export function choice(label, value, options, choose) {
  return h('label', { class: 'choice' }, h('span', null, label),
    h('select', { value: String(value ?? ''), onchange: (e) => choose(e.currentTarget.value) },
      options.map(([option, text]) => h('option', { value: String(option) }, text))));
}

/** What a class is called. */
export function className(name) {
  return h('span', { title: name }, format.words(name));
}
