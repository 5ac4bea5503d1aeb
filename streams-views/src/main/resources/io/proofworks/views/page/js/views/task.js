import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, className, columns, facts, idLink, meter, section, stateMark, table, time, wholeId } from '../parts.js';
import { givesBack, movements, timeline, typeOf, verdicts } from '../records.js';

/** Parts of a score, each in millionths; higher is better. */
const PARTS = ['price', 'finish', 'reliability', 'diversity', 'concentration', 'load', 'total'];

/** A task: who was given it and why, what they did, what it was answered and cost. */
export default {
  name: 'task',
  noun: 'task',
  title: ({ id }) => `Task ${format.shortId(id)}`,
  heading: ({ id }, data) => ['Task ', wholeId(id), data ? [' ', stateMark(data.state)] : ''],
  load: ({ get, id }) => get(`tasks/${id}`),
  concerns: (topic, record, data, { id }) => record.taskId === id,
  render(task, { state }) {
    const of = (type) => task.timeline.filter((record) => typeOf(record) === type);
    const event = task.published?.event ?? {};
    return [
      columns(
        [section('Task', null, facts([
          ['Batch', idLink('batch', task.batchId)],
          ['Shard', `${task.shardIndex} of ${event.shardCount ?? '–'}`, 'counted from 0'],
          ['Weight', `${format.count(task.shardWeight)} thousand constraints`],
          ['Class', className(task.taskClass)],
          ['Epoch', task.epoch ?? 'none yet'],
          ['Proven by', idLink('prover', task.proverId)],
          ['Published', time(task.publishedAt, true)],
          ['Commit by', time(event.commitBy, true)],
          ['Deadline', time(event.deadline, true)],
          ['Reveal window', format.duration(event.revealWindowMs)],
          ['Late grace', format.duration(event.lateGraceMs)],
          ['Reward', amount(task.reward)],
          ['Ramp', [amount(event.minReward), ' to ', amount(event.maxReward)]],
          ['Bond', amount(event.bond)],
          ['Provers wanted', event.redundancy],
          ['Binding', event.binding],
          ['Proof system', event.proofSystem],
          ['Policy', `version ${event.policyVersion}`],
        ])),
        section('Commits and reveals', null, work([...of('Commitment'), ...of('Reveal')], task))],
        [section('Assignments', null, assignments(of('Assignment'))),
        section('Verdicts', null, verdicts('Verdicts on the task', of('Verdict'), { empty: 'No verdict yet.', showTask: false }))],
        { side: 'side-left' }),
      section('Ledger', null, movements('Movements of the ledger for the task', of('LedgerMovement'))),
      section('Timeline', null, timeline({ caption: 'Timeline of the task', records: task.timeline, state })),
    ];
  },
};

function assignments(list) {
  return list.length === 0
    ? h('p', { class: 'empty' }, 'The task has not been given to anybody yet.')
    : list.filter((one) => !givesBack(one)).map((one) => h('div', { key: one.epoch, class: 'assignment' },
        h('h3', null, `Epoch ${one.epoch}`, h('span', { class: 'faint' }, ` ${one.cause}`), one.openToAll ? ' · open to all' : ''),
        h('p', { class: 'faint' }, time(one.log.time, true), ' · reward ', amount(one.reward), ' · commit by ', time(one.commitBy, true)),
        list.filter((back) => givesBack(back) && back.epoch === one.epoch).map((back) =>
          h('p', { key: format.place(back.log), class: 'faint' },
            'given back by ', back.givenBackBy.map((id) => idLink('prover', id)), ' ', time(back.log.time, true))),
        table({
          caption: `Scores of epoch ${one.epoch}`, rows: one.assignees, key: (a) => a.proverId, empty: 'Nobody by name.',
          columns: [
            { title: 'Prover', cell: (a) => idLink('prover', a.proverId) },
            ...PARTS.map((part) => ({ title: format.words(part), number: true, hint: 'of 1; higher is better', cell: (a) => score(a.score[part], part) })),
            { title: 'Expected finish', cell: (a) => time(a.score.expectedFinish, true) },
          ],
        })));
}

function score(millionths, part) {
  return h('span', { class: part === 'total' ? 'score total' : 'score' },
    h('span', null, format.decimal(millionths / 1e6, 3)), meter(millionths, 1_000_000, `${part} ${millionths / 1e6}`));
}

function work(records, task) {
  const rows = records.sort((a, b) => a.log.time - b.log.time);
  return table({
    caption: 'Commits and reveals', rows, key: (r) => format.place(r.log), empty: 'Nobody has committed yet.',
    columns: [
      { title: 'After', number: true, cell: (r) => format.offset(r.log.time - task.publishedAt), hint: 'since it was published' },
      { title: 'What', cell: (r) => (typeOf(r) === 'Reveal' ? 'Reveal' : 'Commit') },
      { title: 'Prover', cell: (r) => idLink('prover', r.proverId) },
      { title: 'Epoch', number: true, cell: (r) => r.epoch },
      { title: 'Content', cell: (r) => h('code', { class: 'faint', title: r.commitment ?? r.proof }, r.commitment ? format.shortId(r.commitment) : size(r.proof)) },
      { title: 'Log', cell: (r) => h('code', { class: 'faint' }, format.place(r.log)) },
    ],
  });
}

function size(proof) {
  return proof?.startsWith('0x') ? `${(proof.length - 2) / 2} bytes` : proof;
}
