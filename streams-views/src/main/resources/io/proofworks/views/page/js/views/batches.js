import { get as ask } from '../api.js';
import { h } from '../dom.js';
import * as format from '../format.js';
import { choice, className, idLink, meter, stateMark, table, time } from '../parts.js';
import { link } from '../router.js';

const STATES = ['OPEN', 'SETTLED', 'FAILED', 'SUPERSEDED', 'REFUSED'];

/** All batches, the newest first. */
export default {
  name: 'batches',
  paceMs: 2000,
  title: () => 'Batches',
  load: async ({ get, query, state }) => {
    const filter = STATES.includes(query.state) ? `&state=${query.state}` : '';
    const answer = await get(`batches?limit=100${filter}`);
    state.set('more', { filter, lists: [], next: answer.next });
    return { batches: answer.batches };
  },
  concerns: (topic, record, data, { state }) =>
    ['batches', 'receipts'].includes(topic) && !(state.get('more')?.lists.length > 0),
  render: ({ batches }, { query, state }) => {
    const more = state.get('more');
    return [
      h('div', { class: 'tools' }, choice('State', query.state ?? '', [['', 'all'], ...STATES.map((s) => [s, s])],
        (value) => { location.hash = link('batches', null, { state: value }); })),
      batchTable('Batches', [...batches, ...more.lists]),
      older(more, 'batches', state),
    ];
  },
};

/** A button that reads on in a list, and says so where the list is long. */
export function older(more, path, state) {
  return more?.next
    ? h('p', null, h('button', {
        type: 'button',
        onclick: async () => {
          try {
            const answer = await ask(`${path}?limit=100${more.filter}&cursor=${encodeURIComponent(more.next)}`);
            state.set('more', { ...more, lists: [...more.lists, ...answer[path]], next: answer.next, says: '' });
          } catch (e) {
            state.set('more', { ...more, says: `Not now: ${e.message}.` });
          }
        },
      }, 'Older'), ' ', h('span', { role: 'status' }, more.says))
    : null;
}

export function batchTable(caption, batches) {
  return table({
    caption, rows: batches, key: (b) => b.batchId, empty: 'No batch.',
    columns: [
      { title: 'Batch', cell: (b) => idLink('batch', b.batchId) },
      { title: 'State', cell: (b) => stateMark(b.state) },
      { title: 'Shards verified', cell: (b) => [
        meter(b.shards.verified, b.shards.total, `${b.shards.verified} of ${b.shards.total} shards verified`),
        ' ', h('span', { class: 'tabular' }, `${format.count(b.shards.verified)}/${format.count(b.shards.total)}`)] },
      { title: 'Class', cell: (b) => className(b.taskClass) },
      { title: 'Route', cell: (b) => (b.routeId ? h('a', { href: link('route', b.routeId) }, b.routeId) : '–') },
      { title: 'Requester', cell: (b) => idLink('account', b.requesterId) },
      { title: 'Requested', cell: (b) => time(b.requestedAt) },
      { title: 'Deadline', cell: (b) => time(b.deadline) },
      { title: 'Cause', cell: (b) => h('span', { class: 'wrap' }, b.cause || '–') },
    ],
  });
}
