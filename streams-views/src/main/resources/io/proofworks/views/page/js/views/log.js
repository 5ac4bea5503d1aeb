import { h } from '../dom.js';
import * as format from '../format.js';
import { TOPICS } from '../live.js';
import { time } from '../parts.js';
import { raw, say, textOf, typeOf } from '../records.js';
import { link } from '../router.js';

const KEPT = 2000;
const SHOWN = 200;
const USUAL = ['batches', 'tasks', 'assignments', 'commitments', 'reveals', 'verdicts', 'aggregation-jobs', 'receipts'];

/** Records as they are committed, from now on. */
export default {
  name: 'log',
  title: () => 'Log',
  topics: ({ query }) => chosenTopics(query),
  load: async ({ before }) => before ?? { records: [], arrived: 0 },
  fold(topic, record, data, { query, state }) {
    if (!chosenTopics(query).includes(topic)) {
      return false;
    }
    data.arrived++;
    if (state.get('paused')) {
      state.set('held', (state.get('held') ?? 0) + 1);
      return false;
    }
    data.records.push(record);
    while (data.records.length > KEPT) {
      data.records.shift();
    }
    return true;
  },
  render(data, { query, state }) {
    const text = (query.find ?? '').trim().toLowerCase();
    const topics = chosenTopics(query);
    const fitting = data.records.filter((r) => topics.includes(r.log.topic.replace(/^market\./, '')) && (!text || textOf(r).includes(text)));
    const go = (change) => { location.hash = link('log', null, { ...query, ...change }); };
    const paused = state.get('paused');
    return [
      h('div', { class: 'tools', key: 'tools' },
        h('label', { class: 'choice' }, h('span', null, 'Find'),
          h('input', { type: 'search', value: query.find ?? '', placeholder: 'id, reason, any text', onchange: (e) => go({ find: e.currentTarget.value }) })),
        h('button', { type: 'button', 'aria-pressed': String(Boolean(paused)), onclick: () => { state.set('held', 0); state.set('paused', !paused); } }, paused ? 'Go on' : 'Pause'),
        h('button', { type: 'button', onclick: () => { data.records.length = 0; state.set('held', 0); } }, 'Clear'),
        h('span', { class: 'faint' }, paused ? 'Paused; what comes meanwhile is not shown.' : `${format.count(fitting.length)} of the last ${format.count(data.records.length)} records`)),
      h('fieldset', { class: 'topics', key: 'topics' }, h('legend', null, 'Topics'),
        TOPICS.map((topic) => h('label', { key: topic },
          h('input', { type: 'checkbox', checked: topics.includes(topic), onchange: () => go({ topics: toggled(topics, topic).join(',') }) }), topic))),
      h('div', { class: 'scroll log', key: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Records, newest first', tabindex: '0' },
        fitting.length === 0
          ? h('p', { class: 'empty' }, data.records.length === 0 ? 'Waiting for the next record.' : 'No record fits.')
          : h('ol', null, fitting.slice(-SHOWN).reverse().map(line))),
    ];
  },
};

function chosenTopics(query) {
  return query.topics === undefined ? USUAL : query.topics.split(',').filter((topic) => TOPICS.includes(topic));
}

function toggled(topics, topic) {
  const next = topics.includes(topic) ? topics.filter((one) => one !== topic) : [...topics, topic];
  return next.length > 0 ? next : ['-'];
}

function line(record) {
  const { log } = record;
  return h('li', { key: format.place(log), class: typeOf(record) === 'Verdict' && record.reason !== 'ACCEPTED' ? 'warn' : null },
    time(log.time, true), h('code', null, format.place(log)),
    h('span', { class: 'what' }, say(record)), raw(record));
}
