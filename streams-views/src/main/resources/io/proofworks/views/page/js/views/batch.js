import { freshness } from '../api.js';
import { asked } from '../domain.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, className, columns, facts, idLink, meter, reason, section, stateMark, table, time, wholeId } from '../parts.js';
import { timeline } from '../records.js';
import { link } from '../router.js';
import { drawing, waterfall } from '../tree.js';

/** A batch: its tree as it fills, its receipt, and everything that happened. */
export default {
  name: 'batch',
  noun: 'batch',
  title: ({ id }) => `Batch ${format.shortId(id)}`,
  heading: ({ id }, data) => ['Batch ', wholeId(id), data ? [' ', stateMark(data.state)] : ''],
  load: ({ get, id }) => get(`batches/${id}`),
  concerns: (topic, record, data, { id }) => record.batchId === id || record.event?.batchId === id,
  render(batch, { state }) {
    const requested = batch.requested ?? {};
    return [
      h('p', { key: 'says', class: 'lead' },
        meter(batch.counts.verified, batch.counts.total, 'shards verified'), ' ',
        `${format.count(batch.counts.verified)} of ${format.count(batch.counts.total)} shards verified`,
        batch.cause ? [' · ', batch.cause] : '', ends(batch)),
      columns(
        [
          section('Aggregation tree', null, drawing(batch, state)),
          section('Shards and nodes over time', { key: 'waterfall' }, waterfall(batch, freshness.time ?? Date.now())),
        ],
        [section('Request', null, facts([
          ['Requester', idLink('account', batch.requesterId)],
          ['Route', batch.routeId ? h('a', { href: link('route', batch.routeId) }, batch.routeId) : null],
          ['Class', className(batch.taskClass)],
          ['Requested', time(batch.requestedAt, true)],
          ['Deadline', time(batch.deadline, true)],
          ['At most', amount(requested.maxReward)],
          ['Proof system', requested.proofSystem],
          ['Binding', requested.binding],
          ['Program', requested.programHash ? h('code', { title: requested.programHash }, format.shortId(requested.programHash)) : null],
        ])),
        section('Receipt', null, receipt(batch))]),
      section('Timeline', null, timeline({ caption: 'Timeline of the batch', records: batch.timeline, state, showTask: true })),
    ];
  },
};

function ends({ requestedAt, receipt: end }) {
  return end?.rootVerifiedAt ? ` · root verified ${format.offset(end.rootVerifiedAt - requestedAt)} after the request` : '';
}

function receipt({ receipt: r, execution, batchId }) {
  if (!r) {
    return h('p', { class: 'empty' }, 'The batch has no receipt yet: it ends with one.');
  }
  return [
    facts([
      ['Outcome', stateMark(r.outcome)],
      r.cause ? ['Cause', r.cause] : null,
      ['Last child verified', time(r.lastChildVerifiedAt, true)],
      ['Root verified', time(r.rootVerifiedAt, true)],
      ['Root aggregator', idLink('prover', r.rootAggregatorId)],
      ['Scheme', r.scheme],
      ['Paid to aggregators', amount(format.sum(r.aggregators.map((a) => a.fee)))],
      ['Slashed', amount(format.sum(r.slashes.map((s) => s.amount)))],
      ['Target chain', execution ? [execution.outcome, ' ', time(execution.executedAt, true)] : 'not seen yet'],
      ['Log', h('code', null, format.place(r.log))],
      ['Whole', h('a', { href: asked(`receipts/${batchId}`) }, 'with root proof (JSON)')],
    ]),
    r.slashes.length === 0 ? null : table({
      caption: 'Slashed in this batch', rows: r.slashes,
      columns: [
        { title: 'Slashed', cell: (s) => idLink('prover', s.author) },
        { title: 'Reason', cell: (s) => reason(s.reason) },
        { title: 'Amount', number: true, cell: (s) => amount(s.amount) },
        { title: 'Task', cell: (s) => idLink('task', s.taskId) },
      ],
    }),
  ];
}
