import { figure } from '../chart.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { choose, chosenWindow, fold, windows } from '../metrics.js';
import { choice, section, table, time } from '../parts.js';
import { CLASSES, WINDOWS } from '../words.js';

const DIMENSIONS = [['winners', 'Prover'], ['vendors', 'Vendor'], ['regions', 'Region'], ['clients', 'Client build']];

const CHARTS = [
  ['hhi', 'Herfindahl–Hirschman index', 'sum of squared shares, 0 to 1', 2, 1],
  ['top1', 'Share of the largest', 'of won weight, 0 to 1', 2, 1],
  ['top3', 'Share of the three largest', 'of won weight, 0 to 1', 2, 1],
  ['nakamoto', 'Nakamoto coefficient', 'fewest that hold more than half', 0, undefined],
];

/** How few hold how much of the market, per class and over time. */
export default {
  name: 'concentration',
  title: () => 'Concentration',
  load: async ({ get, query }) => ({ key: keyOf(query), list: await windows(get, chosenClass(query), chosenWindow(query)) }),
  fold: (topic, record, data, { query }) =>
    topic === 'metrics' && record.windowMs === chosenWindow(query) && record.taskClass === chosenClass(query) &&
    data.key === keyOf(query) && fold(data.list, record),
  render({ list }, { query, state }) {
    // a window in which nobody won says nothing of concentration
    const won = list.filter((w) => w.winners.nakamoto > 0);
    const hidden = state.get('hidden') ?? new Set();
    const toggle = (label) => {
      const next = new Set(hidden);
      if (!next.delete(label)) {
        next.add(label);
      }
      state.set('hidden', next);
    };
    return [
      h('div', { class: 'tools' },
        choice('Class', chosenClass(query), CLASSES.map((c) => [c, format.words(c)]), (value) => choose('concentration', query, { class: value })),
        choice('Windows of', chosenWindow(query), WINDOWS, (value) => choose('concentration', query, { window: value }))),
      h('div', { key: 'grid', class: 'grid' },
        section('Newest window with a winner', { wide: true }, newest(won.at(-1))),
        CHARTS.map(([name, title, unit, places, max]) => section(title, null, figure({
          title, isNamed: true, unit, max, hidden, toggle, times: won.map((w) => w.windowStart), show: (v) => format.decimal(v ?? NaN, places), gapMs: 4 * chosenWindow(query),
          series: DIMENSIONS.map(([dimension, label], i) => ({ label, color: i + 1, step: name === 'nakamoto', values: won.map((w) => w[dimension][name]) })),
        })))),
    ];
  },
};

function keyOf(query) {
  return `${chosenClass(query)} ${chosenWindow(query)}`;
}

function chosenClass(query) {
  return CLASSES.includes(query.class) ? query.class : CLASSES[0];
}

function newest(window) {
  return window === undefined
    ? h('p', { class: 'empty' }, 'Nobody has won a task of this class in this time.')
    : [
        h('p', { class: 'faint' }, time(window.windowStart), `, ${format.duration(window.windowMs)}, ${format.count(window.verified)} tasks verified${window.closed ? '' : ', still open'}`),
        table({
          caption: 'Concentration in the newest window', rows: DIMENSIONS, key: ([name]) => name,
          columns: [
            { title: 'By', cell: ([, label]) => label },
            { title: 'HHI', number: true, cell: ([name]) => format.decimal(window[name].hhi, 3) },
            { title: 'Largest', number: true, cell: ([name]) => format.percent(window[name].top1) },
            { title: 'Three largest', number: true, cell: ([name]) => format.percent(window[name].top3) },
            { title: 'Nakamoto', number: true, cell: ([name]) => window[name].nakamoto },
          ],
        }),
      ];
}
