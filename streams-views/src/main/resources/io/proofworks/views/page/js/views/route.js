import { figure } from '../chart.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { choice, className, facts, idLink, section, table, time } from '../parts.js';
import { link } from '../router.js';
import { penalty, regime, usable } from './routes.js';

const RANGES = [[900_000, '15 min'], [3_600_000, '1 h'], [21_600_000, '6 h'], [86_400_000, '24 h']];

/** Penalty: name in the series, name in the signal, title. */
const PENALTIES = [
  ['proofLag', 'proofLagPenalty', 'Proof lag'],
  ['marketRisk', 'proverMarketRisk', 'Market risk'],
  ['refundUncertainty', 'refundUncertainty', 'Refund uncertainty'],
];

/** A route's signal, and how its penalties went. */
export default {
  name: 'route',
  noun: 'route',
  title: ({ id }) => `Route ${id}`,
  load: async ({ get, id, query }) => ({
    ...(await get(`routes/${encodeURIComponent(id)}?from=${Date.now() - range(query)}`)),
    range: range(query),
  }),
  fold(topic, record, data, { id, query }) {
    if (topic !== 'route-signals' || record.routeId !== id || record.asOf <= (data.series.at(-1)?.asOf ?? 0)) {
      return false;
    }
    data.signal = record;
    data.series.push(point(record));
    while (data.series[0].asOf < record.asOf - range(query)) {
      data.series.shift();
    }
    return true;
  },
  render({ signal, series }, { id, query }) {
    return [
      h('div', { class: 'tools' }, choice('Over', range(query), RANGES, (value) => { location.hash = link('route', id, { ...query, range: value }); })),
      h('div', { key: 'grid', class: 'grid' },
        section('In force', { wide: true }, facts([
          ['Usable', [usable({ signal }), ' until ', time(signal.validUntil, true)]],
          ['Regime', regime(signal.regime)],
          ['Transfer', format.words(signal.state)],
          ['Because', signal.stateCause],
          ['Confidence', format.decimal(signal.confidence, 3)],
          ['Class', className(signal.taskClass)],
          ['Batch', idLink('batch', signal.batchId)],
          ['As of', time(signal.asOf, true)],
        ])),
        section('Penalties in force', { wide: true }, penalties(signal)),
        PENALTIES.map(([name, field, title]) => section(title, { key: name }, penaltyChart(series, name, signal[field].unit, title))),
        section('Confidence', null, confidenceChart(series)),
        section('Changes of regime and transfer', { wide: true }, changes(series))),
    ];
  },
};

function range(query) {
  return RANGES.find(([ms]) => ms === Number(query.range))?.[0] ?? 3_600_000;
}

function point(signal) {
  const { asOf, regime: of, state, confidence } = signal;
  const parts = PENALTIES.flatMap(([name, field]) => [[name, signal[field].value], [`${name}Confidence`, signal[field].confidence]]);
  return { asOf, regime: of, state, confidence, ...Object.fromEntries(parts) };
}

function penalties(signal) {
  return table({
    caption: 'Penalties in force', rows: PENALTIES, key: ([name]) => name,
    columns: [
      { title: 'Penalty', cell: ([, , title]) => title },
      { title: 'Value', number: true, cell: ([, field]) => penalty(signal[field]) },
      { title: 'Unit', cell: ([, field]) => signal[field].unit },
      { title: 'Confidence', number: true, cell: ([, field]) => format.decimal(signal[field].confidence, 3) },
      { title: 'Samples', number: true, cell: ([, field]) => format.count(signal[field].sampleSize) },
      { title: 'Why', cell: ([, field]) => signal[field].reasonCodes.map(format.words).join(', ') || '–' },
    ],
  });
}

/** The band shows how sure the value is: its half width is the value times what confidence lacks. */
function penaltyChart(series, name, unit, title) {
  const inSeconds = unit === 'ms';
  const scale = inSeconds ? 1 / 1000 : 1;
  const most = unit === 'probability' ? 1 : Infinity;
  const values = series.map((p) => p[name] * scale);
  const doubt = series.map((p, i) => values[i] * (1 - p[`${name}Confidence`]));
  return figure({
    title, isNamed: true, unit: inSeconds ? 'seconds' : unit, max: unit === 'probability' ? 1 : undefined, times: series.map((p) => p.asOf), gapMs: 60_000, show: (v) => format.decimal(v ?? NaN, inSeconds ? 1 : 3),
    series: [{ label: title, color: 1, values, band: { label: '± value × (1 − confidence)', low: values.map((v, i) => Math.max(0, v - doubt[i])), high: values.map((v, i) => Math.min(most, v + doubt[i])) } }],
  });
}

function confidenceChart(series) {
  return figure({
    title: 'Confidence', isNamed: true, unit: '0 to 1', max: 1, times: series.map((p) => p.asOf), gapMs: 60_000, show: (v) => format.decimal(v ?? NaN, 2),
    series: PENALTIES.map(([name, , title], i) => ({ label: title, color: i + 1, values: series.map((p) => p[`${name}Confidence`]) })),
  });
}

function changes(series) {
  const rows = series.filter((p, i) => i === 0 || p.regime !== series[i - 1].regime || p.state !== series[i - 1].state).reverse();
  return table({
    caption: 'Changes of regime and transfer', rows, key: (p) => p.asOf, empty: 'No signal in this time.',
    columns: [
      { title: 'Since', cell: (p) => time(p.asOf, true) },
      { title: 'Regime', cell: (p) => regime(p.regime) },
      { title: 'Transfer', cell: (p) => format.words(p.state) },
      { title: 'Confidence', number: true, cell: (p) => format.decimal(p.confidence, 2) },
    ],
  });
}
