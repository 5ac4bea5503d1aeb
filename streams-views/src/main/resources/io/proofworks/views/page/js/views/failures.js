import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, choice, meter, reason, section, table } from '../parts.js';
import { verdicts } from '../records.js';
import { link } from '../router.js';
import { REASONS } from '../words.js';
import { older } from './batches.js';

/** What was refused, why, and what it cost. */
export default {
  name: 'failures',
  paceMs: 2000,
  title: () => 'Failures by reason',
  load: async ({ get, query, state }) => {
    const filter = REASONS[query.reason] ? `&reason=${query.reason}` : '&failures=true';
    const [market, answer] = await Promise.all([get('market'), get(`verdicts?limit=100${filter}`)]);
    state.set('more', { filter, lists: [], next: answer.next });
    return { counts: market.verdictsByReason, verdicts: answer.verdicts };
  },
  concerns: (topic, record, data, { state }) =>
    topic === 'verdicts' && record.reason !== 'ACCEPTED' && !(state.get('more')?.lists.length > 0),
  render({ counts, verdicts: newest }, { query, state }) {
    const more = state.get('more');
    const rows = [...newest, ...more.lists];
    const slashed = format.sum(rows.map((r) => r.slashed));
    const chosen = REASONS[query.reason] ? query.reason : '';
    return [
      h('div', { key: 'grid', class: 'grid' },
        section('Counts', { wide: true }, countTable(counts, chosen)),
        section(chosen ? `Newest ${chosen}` : 'Newest failures', {
          wide: true, key: 'newest',
          aside: choice('Reason', chosen, [['', 'all'], ...Object.keys(REASONS).map((r) => [r, r])], (value) => { location.hash = link('failures', null, { reason: value }); }),
        },
        h('p', { class: 'faint' }, `${format.count(rows.length)} shown, slashed together: `, amount(slashed)),
        verdicts('Newest failures', rows, { empty: 'Nothing has been refused.' }),
        older(more, 'verdicts', state))),
    ];
  },
};

function countTable(counts, chosen) {
  const rows = Object.entries(counts).filter(([name]) => name !== 'ACCEPTED').sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...rows.map(([, n]) => n));
  const all = rows.reduce((total, [, n]) => total + n, 0) + (counts.ACCEPTED ?? 0);
  return table({
    caption: 'Failures by reason', rows, key: ([name]) => name, empty: 'Nothing has been refused.',
    rowClass: ([name]) => (name === chosen ? 'chosen' : null),
    columns: [
      { title: 'Reason', cell: ([name]) => h('a', { href: link('failures', null, { reason: name }), 'aria-current': name === chosen ? 'true' : null }, reason(name)) },
      { title: 'Count', number: true, cell: ([, n]) => format.count(n) },
      { title: 'Of all verdicts', number: true, cell: ([, n]) => format.percent(n / all) },
      { title: 'To the most frequent', cell: ([, n]) => meter(n, most, `${n} verdicts`) },
      { title: 'Means', cell: ([name]) => REASONS[name] ?? '' },
    ],
  });
}
