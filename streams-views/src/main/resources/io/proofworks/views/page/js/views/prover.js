import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, className, columns, facts, meter, reason, section, table, time, wholeId } from '../parts.js';
import { movements, timeline, typeOf, verdicts } from '../records.js';
import { link } from '../router.js';
import { live, standing } from './provers.js';

/** A prover or aggregator. */
export default {
  name: 'prover',
  noun: 'prover or aggregator',
  paceMs: 2000,
  title: ({ id }) => `Prover ${format.shortId(id)}`,
  heading: ({ id }, data) => [data?.roles.includes('PROVER') === false ? 'Aggregator ' : 'Prover ', wholeId(id), data ? [' ', live(data)] : ''],
  load: ({ get, id }) => get(`provers/${id}`),
  concerns: (topic, record, data, { id }) =>
    [record.proverId, record.author, record.account, record.aggregatorId].includes(id) ||
    (record.assignees ?? []).some((one) => one.proverId === id) ||
    (record.givenBackBy ?? []).includes(id),
  render(prover, { id, state }) {
    const of = (type) => prover.timeline.filter((record) => typeOf(record) === type).reverse();
    const registration = prover.record.registration ?? {};
    const all = of('Verdict');
    return [
      columns(
        [section('Standing', null, facts([
          ['Standing', standing(prover)],
          ['Failures in a row', prover.record.failuresInARow],
          ['Roles', prover.roles.map(format.words).join(', ')],
          ['In flight', [meter(prover.inFlight, prover.capacity, 'of its capacity'), ` ${prover.inFlight} of ${prover.capacity}`]],
          ['Last heartbeat', time(prover.heartbeat?.log.time, true)],
          ['Tasks won', format.count(prover.wins)],
        ])),
        section('Money', { aside: h('a', { href: link('account', id) }, 'Account') }, facts([
          ['Free', amount(prover.free)],
          ['Reserved as bonds', amount(prover.reserved)],
          ['Paid', amount(prover.paid), 'earned and not withdrawn'],
          ['Earned in all', amount(prover.earned)],
          ['Slashed in all', amount(prover.slashed)],
        ])),
        section('Reliability', null, reliability(prover.record.reliability)),
        section('Verdicts by reason', null, byReason(prover.verdictsByReason)),
        section('Registration', null, facts([
          ['Vendor', prover.vendor], ['Region', prover.region], ['Hardware', prover.hardwareClass], ['Build', prover.clientBuild],
          ['Session key until', time(registration.sessionExpiry)],
          ['Log', h('code', null, format.place(prover.record.log))],
        ]), offers(registration.offers ?? []))],
        [section('Newest verdicts', null, verdicts('Newest verdicts', all.slice(0, 50), { empty: 'No verdict yet.' })),
        section('Newest movements', null, movements('Newest movements', of('LedgerMovement').slice(0, 50)))],
        { side: 'side-left' }),
      section('Timeline', null, timeline({ caption: 'Timeline of the prover', records: prover.timeline, state, showTask: true })),
    ];
  },
};

function reliability(list) {
  return table({
    caption: 'Reliability by class', rows: list, key: (r) => r.taskClass, empty: 'Nothing has been measured yet.',
    columns: [
      { title: 'Class', cell: (r) => className(r.taskClass) },
      { title: 'Score', number: true, hint: 'successes of all, with a prior', cell: (r) => [meter(r.score, 1_000_000, 'reliability'), ' ', format.decimal(r.score / 1e6, 3)] },
      { title: 'Successes', number: true, cell: (r) => format.decimal(r.successes / 1e6, 2), hint: 'they fade with time' },
      { title: 'Failures', number: true, cell: (r) => format.decimal(r.failures / 1e6, 2), hint: 'they fade with time' },
    ],
  });
}

function byReason(counts) {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return rows.length === 0
    ? h('p', { class: 'empty' }, 'No verdict yet.')
    : h('ul', { class: 'bars' }, rows.map(([name, n]) => h('li', { key: name }, reason(name), meter(n, most, `${n} verdicts`), h('span', { class: 'number' }, format.count(n)))));
}

function offers(list) {
  return table({
    caption: 'Standing offers', rows: list, key: (o) => `${o.taskClass} ${o.proofSystem}`, empty: 'No standing offer.',
    columns: [
      { title: 'Class', cell: (o) => className(o.taskClass) },
      { title: 'Proof system', cell: (o) => o.proofSystem },
      { title: 'Least price', number: true, cell: (o) => amount(o.pricePerWeight), hint: 'per unit of shard weight' },
    ],
  });
}
