import { figure } from '../chart.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { fold, measured, windows } from '../metrics.js';
import { amount, className, columns, facts, glyph, idLink, meter, reason, section, table, time } from '../parts.js';
import { author } from '../records.js';
import { link } from '../router.js';
import { BAD_ENDS, CLASSES, FLOW, REASONS, STATES } from '../words.js';
import { batchTable } from './batches.js';

const WINDOW_MS = 60_000;
/** Witnesses publish every few seconds. */
const SILENCE_MS = 60_000;
const CONCERNED = new Set(['batches', 'tasks', 'assignments', 'verdicts', 'receipts', 'executions', 'provers']);

/** The market now: flow, queue, capacity, newest batches and failures. */
export default {
  name: 'market',
  paceMs: 2000,
  title: () => 'Market now',
  async load({ get, before }) {
    const [market, batches, failures, journals] = await Promise.all([
      get('market'), get('batches?limit=12'), get('verdicts?failures=true&limit=8'), get('journals?limit=1000'),
    ]);
    const series = before?.series ?? (await Promise.all(CLASSES.map((one) => windows(get, one, WINDOW_MS))));
    return { market, batches: batches.batches, failures: failures.verdicts, journals: journals.journals, series };
  },
  concerns: (topic) => CONCERNED.has(topic),
  fold: (topic, record, { series }) =>
    topic === 'metrics' && record.windowMs === WINDOW_MS && CLASSES.includes(record.taskClass) &&
    fold(series[CLASSES.indexOf(record.taskClass)], record),
  render({ market, batches, failures, journals, series }, { state }) {
    const isEmpty = batches.length === 0;
    return [
      forked(journals),
      unwitnessed(journals, market.asOf.time),
      isEmpty ? emptyMarket(market) : null,
      flow(market.tasksByState),
      numbers(market),
      columns(
        [
          section('Newest batches', { aside: h('a', { href: link('batches') }, 'All batches') }, batchTable('Newest batches', batches)),
          section('Newest failures', { aside: h('a', { href: link('failures') }, 'All failures') }, newestFailures(failures)),
          section('Policy in force', null, policy(market.policy)),
        ],
        [
          section('Queue', null, queueChart(series, state)),
          section('Proof latency', null, latencyChart(series, state)),
          section('Verdicts by reason', null, reasons(market.verdictsByReason)),
        ]),
    ];
  },
};

/** That the witnesses whom the market names are silent. */
function unwitnessed(journals, now) {
  const late = journals.filter((one) => (one.unwitnessedSince ?? null) !== null && now - one.unwitnessedSince > SILENCE_MS);
  if (late.length === 0) {
    return null;
  }
  const since = Math.min(...late.map((one) => one.unwitnessedSince));
  return h('div', { key: 'unwitnessed', class: 'notice bad', 'data-notice': 'unwitnessed' },
    h('strong', null, 'Witnesses are silent. '),
    `${late.length} of ${journals.length} journals lack cosignatures, for ${format.duration(now - since)} of log time: `,
    'nobody but who runs the market vouches for what is newer.');
}

/** That a witness has seen another history than the one here. */
function forked(journals) {
  const told = journals.flatMap((journal) => (journal.cosigned ?? [])
    .filter((one) => (one.forked ?? null) !== null)
    .map((one) => `${one.witness} of ${journal.journal} at ${format.count(one.forked)} entries`));
  return told.length === 0 ? null : h('div', { key: 'forked', class: 'notice bad', 'data-notice': 'forked' },
    h('strong', null, 'There are two histories. '),
    `Another than the one here was cosigned by ${told.join(', ')}: nothing of it counts here.`);
}

function emptyMarket(market) {
  return h('div', { key: 'empty', class: 'panel hello' },
    h('h2', null, 'No batch has been requested yet'),
    h('p', null, market.provers.live > 0
      ? `${market.provers.live} provers and aggregators are waiting. `
      : 'No prover is live either. ',
    'A request written to ', h('code', null, 'market.batches'), ' appears here as it is accepted; ',
    h('code', null, 'proofworks submit'), ' writes one.'));
}

/** The tasks by state, in the order they go through. */
function flow(counts) {
  const moving = FLOW.slice(0, -1); // what is settled only grows, and would make all others small
  const most = Math.max(1, ...moving.map((state) => counts[state] ?? 0));
  const step = (state, kind) => h('li', { key: state, class: `step ${kind} s-${state}` },
    h('a', { href: link('tasks', null, { state }), title: STATES[state] },
      h('span', { class: 'step-name' }, glyph(state), state),
      h('span', { class: 'step-count' }, format.count(counts[state] ?? 0)),
      moving.includes(state) ? h('span', { class: 'step-bar' }, h('span', { style: { height: `${((counts[state] ?? 0) / most) * 100}%` } })) : null));
  return h('section', { key: 'flow', class: 'flow', 'aria-label': 'Tasks by state' },
    h('ol', { class: 'steps' }, FLOW.map((state) => step(state, 'on'))),
    h('ul', { class: 'steps off' }, step('REASSIGNED', 'off'), BAD_ENDS.map((state) => step(state, 'off'))));
}

function numbers({ tasksByState: tasks, batchesByState: batches, provers }) {
  const sum = (...states) => states.reduce((n, state) => n + (tasks[state] ?? 0), 0);
  return h('div', { key: 'numbers', class: 'numbers' },
    number('Open batches', format.count(batches.OPEN ?? 0), `${format.count(batches.SETTLED ?? 0)} settled`),
    number('Tasks without a commit', format.count(sum('OPEN', 'ASSIGNED', 'REASSIGNED')), 'open, assigned or waiting again'),
    number('Tasks in proof', format.count(sum('COMMITTED', 'REVEALED')), 'committed or revealed'),
    number('Capacity in use', `${format.count(provers.inFlight)} of ${format.count(provers.capacity)}`,
      meter(provers.inFlight, provers.capacity, `${provers.inFlight} of ${provers.capacity} proofs at once`)),
    number('Live workers', format.count(provers.live), `of ${format.count(provers.registered)} registered, ${format.count(provers.paused)} paused`));
}

function number(name, value, detail) {
  return h('div', { key: name, class: 'number-card' }, h('h2', null, name), h('p', { class: 'big' }, value), h('p', { class: 'faint' }, detail));
}

/** Classes with anything to show, each with its values at all times of any of them. */
function aligned(series, value) {
  const active = CLASSES.map((one, i) => [one, series[i]]).filter(([, list]) => list.length > 0);
  const times = [...new Set(active.flatMap(([, list]) => list.map((w) => w.windowStart)))].sort((a, b) => a - b);
  return {
    times,
    series: active.map(([one, list]) => {
      const byTime = new Map(list.map((w) => [w.windowStart, value(w)]));
      return { label: format.words(one), color: CLASSES.indexOf(one) + 1, values: times.map((t) => byTime.get(t) ?? null) };
    }),
  };
}

function hiding(state, name) {
  const hidden = state.get(name) ?? new Set();
  return {
    hidden,
    toggle: (label) => {
      const next = new Set(hidden);
      if (!next.delete(label)) {
        next.add(label);
      }
      state.set(name, next);
    },
  };
}

function queueChart(series, state) {
  return figure({
    title: 'Tasks without a commit', unit: 'tasks at the end of each minute, by class', ...aligned(series, (w) => w.queueDepth),
    show: (v) => format.decimal(v ?? NaN, 0), gapMs: 2 * WINDOW_MS, ...hiding(state, 'queue'),
  });
}

function latencyChart(series, state) {
  return figure({
    title: 'From published to verified, p95', unit: 'seconds, by class; open tasks count with their age',
    ...aligned(series, (w) => measured(w.proofLatency, 'p95') === null ? null : w.proofLatency.p95 / 1000),
    show: (v) => format.decimal(v ?? NaN, 1), ...hiding(state, 'latency'),
  });
}

function reasons(counts) {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return rows.length === 0
    ? h('p', { class: 'empty' }, 'No verdict yet.')
    : h('ul', { class: 'bars' }, rows.map(([name, n]) => h('li', { key: name },
        h('a', { href: link('failures', null, { reason: name }), title: REASONS[name] ?? '' }, reason(name)),
        meter(n, most, `${n} verdicts`), h('span', { class: 'number' }, format.count(n)))));
}

function newestFailures(failures) {
  return table({
    caption: 'Newest failures', rows: failures, key: (r) => format.place(r.log), empty: 'Nothing has been refused.',
    columns: [
      { title: 'Time', cell: (r) => time(r.log.time) },
      { title: 'Reason', cell: (r) => reason(r.reason) },
      { title: 'By', cell: author },
      { title: 'Task', cell: (r) => idLink('task', r.taskId) },
      { title: 'Detail', cell: (r) => h('span', { class: 'wrap' }, r.detail || '–') },
      { title: 'Slashed', number: true, cell: (r) => amount(r.slashed) },
    ],
  });
}

function policy(record) {
  if (!record) {
    return h('p', { class: 'empty' }, 'No policy has been published: nothing can be priced.');
  }
  return [
    record.closed && h('p', { class: 'empty', id: 'closed' },
      'This market is closed: it takes no requests and no provers. What it took goes on to its end, and money can leave.'),
    facts([
      ['Version', record.version],
      ['Domain', h('code', { title: record.domain }, format.shortId(record.domain))],
      ['Bond', format.percent(record.bondBps / 10_000, 0), 'of the reward'],
      ['Shard weight', record.targetShardWeight, 'wanted, thousands of constraints'],
      ['Aggregator bond', amount(record.aggregatorBond)],
      ['Lease', format.duration(record.aggregationLeaseMs)],
    ]),
    table({
      caption: 'Policy by class', rows: record.classes, key: (r) => r.taskClass,
      columns: [
        { title: 'Class', cell: (r) => className(r.taskClass) },
        { title: 'Unit price', number: true, cell: (r) => amount(r.unitPrice), hint: 'per unit of shard weight' },
        { title: 'Provers', number: true, cell: (r) => r.redundancy, hint: 'assigned to a task' },
        { title: 'Reveal window', number: true, cell: (r) => format.duration(r.revealWindowMs) },
      ],
    }),
  ];
}
