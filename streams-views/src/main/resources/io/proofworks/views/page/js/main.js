// The shell: navigation, search, theme, freshness; and which address shows which view.

import { freshness, markets, onFreshness } from './api.js';
import { h, render } from './dom.js';
import { show, shown as shownOf } from './domain.js';
import * as format from './format.js';
import { Host, notice } from './host.js';
import { Live } from './live.js';
import { link, parse } from './router.js';
import { find } from './search.js';
import account from './views/account.js';
import batch from './views/batch.js';
import batches from './views/batches.js';
import concentration from './views/concentration.js';
import failures from './views/failures.js';
import log from './views/log.js';
import market from './views/market.js';
import missing from './views/missing.js';
import prover from './views/prover.js';
import provers from './views/provers.js';
import route from './views/route.js';
import routes from './views/routes.js';
import task from './views/task.js';
import tasks from './views/tasks.js';

const VIEWS = Object.fromEntries(
  [market, batches, batch, tasks, task, provers, prover, account, concentration, failures, routes, route, log]
    .map((view) => [view.name, view]));

/** In the bar; with the views that belong to each. */
const NAVIGATION = [
  ['market', 'Market now', ['market']],
  ['batches', 'Batches', ['batches', 'batch']],
  ['tasks', 'Tasks', ['tasks', 'task']],
  ['provers', 'Provers', ['provers', 'prover', 'account']],
  ['concentration', 'Concentration', ['concentration']],
  ['failures', 'Failures', ['failures']],
  ['routes', 'Routes', ['routes', 'route']],
  ['log', 'Log', ['log']],
];

const THEMES = [['', 'System'], ['light', 'Light'], ['dark', 'Dark']];
const STREAM = { connecting: 'Connecting', open: 'Live', waiting: 'No events', paused: 'Paused' };

/** A rollup may be added at any time. */
const MARKETS_MS = 60_000;

const live = new Live();
let lines = [];
let problem = null;
let searching = { text: '', message: '' };
const host = new Host(document.getElementById('main'), live, (passing) => {
  problem = passing;
  drawNotices();
  drawFoot();
});

function current() {
  const address = parse(location.hash);
  return { ...address, view: address.view || 'market' };
}

function drawBar() {
  const { view } = current();
  render(document.getElementById('bar'),
    h('a', { class: 'brand', href: link('market') },
      h('svg', { viewBox: '0 0 32 32', 'aria-hidden': 'true' },
        h('circle', { cx: 16, cy: 16, r: 11 }), h('path', { d: 'M16 5a11 11 0 0 1 0 22z' })),
      'Proofworks'),
    h('nav', { 'aria-label': 'Views' }, NAVIGATION.map(([name, text, views]) =>
      h('a', { href: link(name), 'aria-current': views.includes(view) ? 'page' : null }, text))),
    h('form', { class: 'search', role: 'search', onsubmit: search },
      h('label', { class: 'hidden', for: 'q' }, 'Batch, task, prover, account or route'),
      h('input', {
        id: 'q', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'Any id: 0x… (Ctrl K)',
        value: searching.text, 'aria-describedby': 'q-says', 'aria-invalid': searching.message ? 'true' : null,
        oninput: (e) => { searching = { text: e.currentTarget.value, message: '' }; drawBar(); },
      }),
      h('button', { type: 'submit' }, 'Go'),
      h('span', { id: 'q-says', class: 'search-says', role: 'status' }, searching.message)),
    chooser(),
    h('label', { class: 'theme choice' }, h('span', null, 'Theme'),
      h('select', { id: 'theme', value: document.documentElement.dataset.theme ?? '', onchange: (e) => setTheme(e.currentTarget.value) },
        THEMES.map(([value, text]) => h('option', { value }, text)))));
}

/** Nothing while there is nothing to choose. */
function chooser() {
  const current = shownOf(lines);
  return lines.length > (current ? 1 : 0)
    ? h('label', { key: 'chooser', class: 'choice' }, h('span', null, 'Market'),
        h('select', { id: 'market', value: current?.domain ?? '', onchange: (e) => show(lines.find((line) => line.domain === e.currentTarget.value)) },
          [current ? null : h('option', { value: '' }, 'none of these'),
            ...lines.map((line) => h('option', { value: line.domain, title: line.domain }, `${format.shortId(line.domain)}${line.first ? ' (first)' : ''}${line.closed ? ' (closed)' : ''}`))]))
    : null;
}

/** What is known already stays when the API does not answer: the view says so. */
async function readMarkets() {
  try {
    lines = await markets();
    drawBar();
  } catch {
    // asked again
  }
}

async function search(event) {
  event.preventDefault();
  const { text } = searching;
  const found = await find(text);
  if (searching.text !== text) {
    return;
  }
  searching = found.address ? { text: '', message: '' } : { text, message: found.message };
  drawBar();
  if (found.address) {
    location.hash = found.address;
  }
}

function setTheme(theme) {
  if (theme) {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // it holds until the page is closed
  }
  document.dispatchEvent(new Event('theme'));
}

function drawNotices() {
  render(document.getElementById('notices'), notice(problem, live.state, () => host.read()));
}

function drawFoot() {
  render(document.getElementById('foot'),
    h('span', { class: `stream stream-${problem ? 'waiting' : live.state}`, id: 'stream' }, problem ? 'Not current' : STREAM[live.state]),
    h('span', null, 'Log read up to ', freshness.time
      ? h('time', { title: format.exact(freshness.time) }, format.clock(freshness.time, true)) : '–'),
    h('span', { title: 'how far behind the log the answer was' }, `Lag ${format.duration(freshness.lagMs)}`),
    freshness.missing.length > 0 && h('span', { id: 'incomplete',
      title: freshness.missing.map((gap) => `${gap.topic}-${gap.partition}: offsets ${gap.from} to ${gap.to - 1}`).join(', ') },
    'Incomplete: parts of the log were gone before they were read'),
    h('span', null, `Times are ${format.zone()} ${format.zoneName()}`),
    h('span', null, 'Amounts have 6 decimals'),
    h('a', { href: 'v1/openapi.json' }, 'API'));
}

function navigate(moveFocus) {
  const address = current();
  const view = VIEWS[address.view];
  host.show(view && !(view.noun && !address.id) ? view : missing, address); // a noun wants an id
  live.also(address.view === 'log' ? log.topics(address) : []);
  drawBar();
  document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  document.title = `${host.title()} · Proofworks`;
  if (moveFocus) {
    scrollTo(0, 0);
    document.getElementById('title').focus({ preventScroll: true });
  }
}

let shown = current();
addEventListener('hashchange', () => {
  const before = shown;
  shown = current();
  // a filter is no other page: the one who set it stays where he is
  navigate(before.view !== shown.view || before.id !== shown.id);
});
addEventListener('keydown', (e) => {
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
    e.preventDefault();
    document.getElementById('q').focus();
  }
});
document.getElementById('skip').addEventListener('click', (e) => {
  e.preventDefault(); // the fragment is the address of the view
  document.getElementById('title').focus();
});
document.addEventListener('visibilitychange', () => !document.hidden && host.read());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('theme')));
live.onState(() => {
  drawNotices();
  drawFoot();
});
onFreshness(drawFoot);

navigate(false);
drawFoot();
live.start();
readMarkets();
setInterval(() => !document.hidden && readMarkets(), MARKETS_MS);
