// Records of the log as lines: what happened, in words, with links.

import { h } from './dom.js';
import * as format from './format.js';
import { amount, idLink, reason, stateMark, table, time } from './parts.js';

const who = (id) => idLink('prover', id);
/** Who wrote what is answered; some inputs are a requester's, who is no prover. */
export const author = (r) =>
  idLink(['BATCH', 'STAKE', 'SUPERSESSION', 'TASK'].includes(r.kind) ? 'account' : 'prover', r.author);
const task = (id) => idLink('task', id);
const list = (ids) => ids.map((id, i) => [i ? ', ' : '', who(id)]);

/** Whether an assignment begins no epoch: it says who gives one back. */
export const givesBack = (r) => r.givenBackBy?.length > 0;

/** What a record says, by the name of its schema. */
const SAYINGS = {
  ProofRequest: (r) => ['Request by ', idLink('account', r.requesterId), ', ', format.words(r.taskClass), ', at most ', amount(r.maxReward), ', until ', time(r.deadline)],
  Supersession: (r) => ['Superseded by its requester: ', r.cause],
  Task: ({ event: e }) => [`Shard ${e.shardIndex + 1} of ${e.shardCount} published, weight ${e.shardWeight}, reward `, amount(e.reward), ', bond ', amount(e.bond)],
  TaskSuperseded: ({ event: e }) => ['Stale from here on: ', e.cause],
  TaskClosed: ({ event: e }) => ['Closed ', stateMark(e.state), e.cause ? ` ${e.cause}` : ''],
  Assignment: (r) => givesBack(r) ? [`Epoch ${r.epoch} given back by `, list(r.givenBackBy)] : [`Epoch ${r.epoch}`, r.openToAll ? ' open to all' : ' to ', list(r.assignees.map((a) => a.proverId)), `, ${r.cause}, reward `, amount(r.reward), ', commit by ', time(r.commitBy)],
  Commitment: (r) => ['Commit by ', who(r.proverId), ` in epoch ${r.epoch}`],
  Reveal: (r) => ['Reveal by ', who(r.proverId), ` in epoch ${r.epoch}, proof of ${bytes(r.proof)}`],
  Verdict: verdict,
  RevealWindow: (r) => ['Reveal window opens for ', who(r.proverId), ` in epoch ${r.epoch}`],
  LedgerMovement: (r) => [`${r.kind} `, amount(r.amount), ` ${r.fromBucket.toLowerCase()} → ${r.toBucket.toLowerCase()} of `, idLink('account', r.account), r.reason && r.reason !== r.kind ? `, ${r.reason}` : ''],
  ChildProof: (r) => [`Child proof of shard ${r.shardIndex} by `, who(r.proverId), r.late ? ', late' : ''],
  AggregationJob: (r) => [`Node ${r.nodeId}${r.root ? ' (root)' : ''} epoch ${r.epoch} to `, who(r.aggregatorId), `, ${r.children.length} children, ${r.cause}, lease until `, time(r.leaseUntil)],
  Aggregate: (r) => [`Aggregate of node ${r.nodeId} by `, who(r.aggregatorId), `, ${r.children.length} leaves, ${bytes(r.aggregate)}`],
  Receipt: (r) => ['Receipt ', stateMark(r.outcome), r.cause ? ` ${r.cause}` : ''],
  Execution: (r) => [`${r.outcome} on the target chain, `, h('span', { class: 'wrap' }, r.reference)],
  ProverStanding: (r) => [who(r.proverId), ` ${r.standing}, free `, amount(r.free), ', reserved ', amount(r.reserved)],
  Registration: (r) => ['Registration of ', who(r.proverId), `, ${r.roles.join(' and ')}, ${r.vendor}, ${r.region}`],
  Heartbeat: (r) => ['Heartbeat of ', who(r.proverId), `, ${r.inFlight} of ${r.capacity} in flight${r.draining ? ', draining' : ''}`],
  Stake: (r) => [`${r.kind} `, amount(r.amount), ' of ', idLink('account', r.account)],
  Policy: (r) => [`Policy version ${r.version}`],
  MetricWindow: (r) => [`${format.words(r.taskClass)}, ${format.duration(r.windowMs)} from `, time(r.windowStart), `: queue ${r.queueDepth}, verified ${r.verified}${r.closed ? '' : ', still open'}`],
  RouteSignal: (r) => [idLink('route', r.routeId, r.routeId), ` ${r.regime}, ${r.state}, confidence ${format.decimal(r.confidence, 2)}`],
  JournalEntry: (r) => [`${r.journal} entry ${r.sequence}`],
  JournalCheckpoint: (r) => [`${r.journal} checkpoint over ${r.treeSize} entries`],
};

function verdict(r) {
  return [
    `${r.kind} `, reason(r.reason), r.author ? [' of ', author(r)] : null,
    r.nodeId === null || r.nodeId === undefined ? null : ` on node ${r.nodeId}`,
    r.detail ? `: ${r.detail}` : null,
    r.slashed === '0' ? null : [', slashed ', h('span', { class: 'bad' }, amount(r.slashed))],
    r.rewarded === '0' ? null : [', earned ', amount(r.rewarded)],
    r.taskState ? [', task then ', stateMark(r.taskState)] : null,
  ];
}

function bytes(value) {
  return value?.startsWith('0x') ? `${(value.length - 2) / 2} bytes` : String(value ?? '');
}

export function typeOf(record) {
  return record.log?.type ?? 'record';
}

export function say(record) {
  return (SAYINGS[typeOf(record)] ?? (() => [typeOf(record)]))(record);
}

/** The ids a record names, to be found by. */
export function textOf(record) {
  return JSON.stringify(record).toLowerCase();
}

export function raw(record) {
  return h('details', { class: 'raw' }, h('summary', null, 'Record'),
    h('pre', { tabindex: '0' }, JSON.stringify(record, null, 1)));
}

/**
 * Records in the order of the log, with how long after the first each was appended.
 *
 * @param state of the view; keeps the filter
 */
export function timeline({ caption, records, state, showTask }) {
  const start = records[0]?.log.time;
  const types = [...new Set(records.map(typeOf))].sort();
  const wanted = state.get('type') ?? '';
  const rows = records.filter((record) => !wanted || typeOf(record) === wanted);
  return [
    h('div', { class: 'tools' },
      h('label', { class: 'choice' }, h('span', null, 'Show'),
        h('select', { value: wanted, onchange: (e) => state.set('type', e.currentTarget.value) },
          h('option', { value: '' }, `all ${records.length} records`),
          types.map((type) => h('option', { value: type }, format.words(type)))))),
    table({
      caption, rows, key: (r) => format.place(r.log), empty: 'Nothing has happened yet.',
      rowClass: (r) => (typeOf(r) === 'Verdict' && r.reason !== 'ACCEPTED' ? 'warn' : null),
      columns: [
        { title: 'After', number: true, cell: (r) => format.offset(r.log.time - start), hint: 'since the first record' },
        { title: 'Time', cell: (r) => time(r.log.time, true) },
        { title: 'Record', cell: (r) => h('span', { class: 'kind' }, format.words(typeOf(r))) },
        { title: 'What', cell: say },
        ...(showTask ? [{ title: 'Task', cell: (r) => (r.taskId ? task(r.taskId) : '') }] : []),
        { title: 'Log', cell: (r) => h('code', { class: 'faint' }, format.place(r.log)) },
        { title: 'Whole', cell: raw },
      ],
    }),
  ];
}

/** Verdicts with evidence and what they cost. */
export function verdicts(caption, rows, { empty, showTask = true } = {}) {
  return table({
    caption, rows, key: (r) => format.place(r.log), empty,
    columns: [
      { title: 'Time', cell: (r) => time(r.log.time, true) },
      { title: 'Reason', cell: (r) => reason(r.reason) },
      { title: 'On', cell: (r) => [r.kind, r.nodeId === null ? '' : ` node ${r.nodeId}`] },
      { title: 'By', cell: author },
      ...(showTask ? [{ title: 'Task', cell: (r) => task(r.taskId) }, { title: 'Batch', cell: (r) => idLink('batch', r.batchId) }] : []),
      { title: 'Epoch', number: true, cell: (r) => r.epoch || '–' },
      { title: 'Detail', cell: (r) => h('span', { class: 'wrap' }, r.detail || '–') },
      { title: 'Slashed', number: true, cell: (r) => amount(r.slashed) },
      { title: 'Earned', number: true, cell: (r) => amount(r.rewarded) },
      { title: 'Victim', cell: (r) => who(r.victim) },
      { title: 'Evidence', cell: evidence },
    ],
  });
}

function evidence(r) {
  return r.evidence.length === 0
    ? h('span', { class: 'faint' }, '–')
    : h('details', { class: 'raw' }, h('summary', null, r.evidence.map((e) => e.name).join(', ')),
        h('dl', { class: 'evidence' }, r.evidence.map((e) => h('div', null, h('dt', null, e.name), h('dd', null, e.value)))));
}

/** Movements of the ledger. */
export function movements(caption, rows) {
  return table({
    caption, rows, key: (r) => format.place(r.log), empty: 'No money has moved.',
    columns: [
      { title: 'Time', cell: (r) => time(r.log.time, true) },
      { title: 'Movement', cell: (r) => r.kind },
      { title: 'Amount', number: true, cell: (r) => amount(r.amount) },
      { title: 'From → to', cell: (r) => `${r.fromBucket.toLowerCase()} → ${r.toBucket.toLowerCase()}` },
      { title: 'Account', cell: (r) => idLink('account', r.account) },
      { title: 'Other side', cell: (r) => idLink('account', r.counterparty) },
      { title: 'Reason', cell: (r) => r.reason },
      { title: 'Task', cell: (r) => task(r.taskId) },
      { title: 'Log', cell: (r) => h('code', { class: 'faint' }, format.place(r.log)) },
    ],
  });
}
