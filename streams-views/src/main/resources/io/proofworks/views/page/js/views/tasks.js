import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, choice, className, idLink, stateMark, table, time } from '../parts.js';
import { link } from '../router.js';
import { BAD_ENDS, CLASSES, FLOW } from '../words.js';
import { older } from './batches.js';

const STATES = [...FLOW, 'REASSIGNED', ...BAD_ENDS];

/** All tasks, the newest first. */
export default {
  name: 'tasks',
  paceMs: 2000,
  title: () => 'Tasks',
  load: async ({ get, query, state }) => {
    const filter =
      (STATES.includes(query.state) ? `&state=${query.state}` : '') +
      (CLASSES.includes(query.class) ? `&class=${query.class}` : '');
    const answer = await get(`tasks?limit=100${filter}`);
    state.set('more', { filter, lists: [], next: answer.next });
    return { tasks: answer.tasks };
  },
  concerns: (topic, record, data, { state }) =>
    ['tasks', 'assignments', 'verdicts'].includes(topic) && !(state.get('more')?.lists.length > 0),
  render: ({ tasks }, { query, state }) => {
    const more = state.get('more');
    const go = (change) => { location.hash = link('tasks', null, { ...query, ...change }); };
    return [
      h('div', { class: 'tools' },
        choice('State', query.state ?? '', [['', 'all'], ...STATES.map((s) => [s, s])], (value) => go({ state: value })),
        choice('Class', query.class ?? '', [['', 'all'], ...CLASSES.map((c) => [c, format.words(c)])], (value) => go({ class: value }))),
      taskTable('Tasks', [...tasks, ...more.lists]),
      older(more, 'tasks', state),
    ];
  },
};

function taskTable(caption, tasks) {
  return table({
    caption, rows: tasks, key: (t) => t.taskId, empty: 'No task.',
    columns: [
      { title: 'Task', cell: (t) => idLink('task', t.taskId) },
      { title: 'State', cell: (t) => stateMark(t.state) },
      { title: 'Shard', number: true, cell: (t) => t.shardIndex },
      { title: 'Weight', number: true, cell: (t) => format.count(t.shardWeight), hint: 'thousands of constraints' },
      { title: 'Epoch', number: true, cell: (t) => t.epoch ?? '–' },
      { title: 'Prover', cell: (t) => idLink('prover', t.proverId) },
      { title: 'Class', cell: (t) => className(t.taskClass) },
      { title: 'Reward', number: true, cell: (t) => amount(t.reward) },
      { title: 'Published', cell: (t) => time(t.publishedAt) },
      { title: 'Batch', cell: (t) => idLink('batch', t.batchId) },
    ],
  });
}
