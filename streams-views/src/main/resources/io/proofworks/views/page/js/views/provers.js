import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, idLink, meter, table, time } from '../parts.js';

/** All provers and aggregators. */
export default {
  name: 'provers',
  paceMs: 3000,
  title: () => 'Provers and aggregators',
  load: async ({ get }) => {
    const provers = [];
    let next = null;
    do { // by address; there are as many as the market has, and all are needed to sort them
      const answer = await get(`provers?limit=1000${next ? `&cursor=${encodeURIComponent(next)}` : ''}`);
      provers.push(...answer.provers);
      next = answer.next;
    } while (next && provers.length < 10_000);
    return { provers };
  },
  concerns: (topic) => topic === 'provers' || topic === 'verdicts',
  render({ provers }, { state }) {
    const text = (state.get('filter') ?? '').toLowerCase();
    const rows = provers.filter((p) => !text || JSON.stringify(p).toLowerCase().includes(text));
    const sort = state.get('sort') ?? { by: 9, down: true };
    return [
      h('div', { class: 'tools' },
        h('label', { class: 'choice' }, h('span', null, 'Filter'),
          h('input', { type: 'search', value: state.get('filter') ?? '', placeholder: 'id, vendor, region, build …', oninput: (e) => state.set('filter', e.currentTarget.value) })),
        h('span', { class: 'faint' }, `${format.count(rows.length)} of ${format.count(provers.length)}`)),
      table({
        caption: 'Provers and aggregators', rows, key: (p) => p.proverId,
        empty: provers.length === 0 ? 'Nobody has registered yet.' : 'Nothing fits the filter.',
        sort: { ...sort, set: (by) => state.set('sort', { by, down: sort.by === by ? !sort.down : true }) },
        columns: COLUMNS,
      }),
    ];
  },
};

const money = (name) => (p) => BigInt(p[name] ?? 0);

const COLUMNS = [
  { title: 'Worker', cell: (p) => idLink('prover', p.proverId), sort: (p) => p.proverId },
  { title: 'Now', cell: live, sort: (p) => Number(p.live) },
  { title: 'Standing', cell: (p) => standing(p), sort: (p) => p.standing },
  { title: 'Roles', cell: (p) => p.roles.map(format.words).join(', '), sort: (p) => p.roles.join() },
  { title: 'In flight', number: true, cell: (p) => [meter(p.inFlight, p.capacity, `${p.inFlight} of ${p.capacity}`), ` ${p.inFlight}/${p.capacity}`], sort: (p) => p.inFlight },
  { title: 'Free', number: true, cell: (p) => amount(p.free), sort: money('free') },
  { title: 'Reserved', number: true, cell: (p) => amount(p.reserved), sort: money('reserved'), hint: 'bonds' },
  { title: 'Paid', number: true, cell: (p) => amount(p.paid), sort: money('paid'), hint: 'earned and not withdrawn' },
  { title: 'Slashed', number: true, cell: (p) => amount(p.slashed), sort: money('slashed') },
  { title: 'Wins', number: true, cell: (p) => format.count(p.wins), sort: (p) => p.wins, hint: 'tasks it was paid for' },
  { title: 'Vendor', cell: (p) => p.vendor, sort: (p) => p.vendor },
  { title: 'Region', cell: (p) => p.region, sort: (p) => p.region },
  { title: 'Hardware', cell: (p) => p.hardwareClass, sort: (p) => p.hardwareClass },
  { title: 'Build', cell: (p) => p.clientBuild, sort: (p) => p.clientBuild },
];

export function live(p) {
  const word = p.live ? (p.draining ? 'draining' : 'live') : 'silent';
  return h('span', { class: `pulse ${word}`, title: p.live ? 'its heartbeats arrive' : 'no heartbeat in time: it gets no work' }, word);
}

export function standing(p) {
  return p.pausedUntil > Date.now()
    ? [p.standing, ' · paused until ', time(p.pausedUntil)]
    : p.standing;
}
