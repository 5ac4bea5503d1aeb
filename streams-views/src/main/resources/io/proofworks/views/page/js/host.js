// Shows one view at a time: reads what it needs, reads it again when the log says that it has
// changed, and says what is the matter when it cannot.

import { Problem, freshness, get } from './api.js';
import { h, render } from './dom.js';
import * as format from './format.js';

/** After the first record that concerns a view, so that records that come together are read once. */
const GATHER_MS = 250;
/** Between two readings of the same view, at least. */
const PACE_MS = 1000;
/** Reads again although nothing was heard: what changes by mere time has no record. */
const CALM_POLL_MS = 30_000;
/** The same while there is no event stream. */
const POLL_MS = 5000;
/** Answers of the kind "not applied yet" that are not worth a word. */
const PATIENCE = 3;

export class Host {
  #main;
  #live;
  #tell;
  #view = null;
  #route = null;
  #data = null;
  #problem = null;
  #state = new Map();
  #offsets = {};
  #aborter = null;
  #timer = null;
  #dirty = false;
  #readAt = 0;
  #refusals = 0;
  #drawing = null;

  /**
   * @param tell called with the passing problem there is, or null
   */
  constructor(main, live, tell) {
    this.#main = main;
    this.#live = live;
    this.#tell = tell;
    live.onRecord((topic, record) => this.#heard(topic, record));
    live.onState((state) => {
      // what came between the reading and the stream, or while there was none, is read again; and
      // when the stream breaks, a reading finds out whether the API still answers
      if (state !== 'paused' && this.#view && !(this.#problem?.status >= 400 && this.#problem.status < 500)) {
        this.read();
      }
    });
  }

  show(view, route) {
    this.#aborter?.abort();
    this.#aborter = null;
    const same = this.#view === view && this.#route?.id === route.id;
    this.#view = view;
    this.#route = route;
    this.#problem = null;
    this.#offsets = {};
    this.#dirty = false;
    this.#refusals = 0;
    if (!same) {
      this.#data = null;
      this.#state = new Map();
    }
    this.draw();
    this.read();
  }

  title() {
    return this.#view.title(this.#route);
  }

  /** Reads now, whatever is planned. */
  async read() {
    clearTimeout(this.#timer);
    if (this.#aborter) {
      this.#dirty = true;
      return;
    }
    const aborter = new AbortController();
    this.#aborter = aborter;
    this.#dirty = false;
    this.#readAt = Date.now();
    const minOffsets = this.#offsets;
    this.#offsets = {};
    try {
      const ask = (path) => get(path, { signal: aborter.signal, minOffsets });
      const data = await this.#view.load({ ...this.#route, get: ask, state: this.#state, before: this.#data });
      this.#done(aborter, data, null);
    } catch (e) {
      this.#failed(aborter, e, minOffsets);
    }
  }

  #failed(aborter, e, minOffsets) {
    if (aborter.signal.aborted) {
      return;
    }
    if (!(e instanceof Problem)) {
      this.#done(aborter, this.#data, new Problem(0, 'page', e.message, POLL_MS));
      throw e;
    }
    aborter.abort(); // its other questions, too
    if (e.code === 'behind' && this.#refusals++ < PATIENCE) {
      this.#offsets = { ...minOffsets, ...this.#offsets };
      this.#aborter = null;
      this.#plan(e.retryAfterMs);
      return;
    }
    this.#done(aborter, e.isNotFound ? null : this.#data, e);
  }

  #done(aborter, data, problem) {
    if (this.#aborter !== aborter) {
      return;
    }
    this.#aborter = null;
    this.#data = data;
    this.#problem = problem;
    if (!problem) {
      this.#refusals = 0;
    }
    this.#tell(problem?.isPassing ? problem : null);
    this.draw();
    this.#plan(this.#dirty ? this.#pause() : this.#calm());
  }

  #calm() {
    if (this.#problem?.isPassing) {
      return this.#problem.retryAfterMs;
    }
    return this.#live.state === 'open' ? CALM_POLL_MS : POLL_MS;
  }

  /** Until the view may be read again. */
  #pause() {
    const pace = this.#view.paceMs ?? PACE_MS;
    return Math.max(GATHER_MS, this.#readAt + pace - Date.now());
  }

  #plan(afterMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !document.hidden && this.read(), afterMs);
  }

  #heard(topic, record) {
    const context = { ...this.#route, state: this.#state };
    if (this.#data && this.#view.fold?.(topic, record, this.#data, context)) {
      this.#drawSoon();
    }
    if (this.#view.concerns?.(topic, record, this.#data, context)) {
      const { log } = record;
      const source = `${log.topic}-${log.partition}`;
      this.#offsets[source] = Math.max(this.#offsets[source] ?? 0, log.offset);
      if (!this.#dirty) {
        this.#dirty = true;
        if (!this.#aborter) {
          this.#plan(this.#pause());
        }
      }
    }
  }

  /** A view that cannot show what it was given says so, and does not seem to be still reading. */
  #rendered(state) {
    try {
      return this.#view.render(this.#data, { ...this.#route, state, read: () => this.read() });
    } catch (e) {
      console.error(e);
      return problemPanel(new Problem(0, 'page', e.message, POLL_MS), this.#view, this.#route, () => this.read());
    }
  }

  /** Records may come by hundreds; nobody reads a page more than four times a second. */
  #drawSoon() {
    this.#drawing ??= setTimeout(() => this.draw(), GATHER_MS);
  }

  draw() {
    clearTimeout(this.#drawing);
    this.#drawing = null;
    const view = this.#view;
    const state = {
      get: (name) => this.#state.get(name),
      set: (name, value) => {
        this.#state.set(name, value);
        this.draw();
      },
    };
    this.#main.setAttribute('aria-busy', String(!this.#data && !this.#problem));
    render(this.#main,
      h('div', { key: view.name, class: `view view-${view.name}` },
        h('h1', { tabindex: '-1', id: 'title' }, view.heading?.(this.#route, this.#data) ?? this.title()),
        this.#data
          ? this.#rendered(state)
          : this.#problem
            ? problemPanel(this.#problem, view, this.#route, () => this.read())
            : h('p', { class: 'loading' }, 'Reading …')));
  }
}

function problemPanel(problem, view, route, again) {
  const [title, text] = explain(problem, view, route);
  return h('div', { class: 'panel problem', 'data-code': problem.code },
    h('h2', null, title), h('p', null, text),
    route.id && problem.status === 400 ? h('p', null, 'Given: ', h('code', { class: 'wrap' }, route.id)) : null,
    h('p', null, h('button', { type: 'button', onclick: again }, 'Try again'), ' ', h('a', { href: '#/market' }, 'Market now')));
}

function explain(problem, view, route) {
  if (problem.code === 'market-not-found') {
    return ['No such market', 'No market of this domain has a policy. One that has only just been given one appears here by itself.'];
  }
  if (problem.isNotFound) {
    return [`No such ${view.noun ?? 'thing'}`,
      `This market knows no ${view.noun ?? 'such thing'} ${format.shortId(route.id)}. If it has only just been written it appears here by itself.`];
  }
  switch (problem.code) {
    case 'bad-id':
      return ['That is no id', 'A batch or a task is 0x and 64 hex digits, a prover or an account 0x and 40.'];
    case 'failed':
      return ['The views have failed', `${problem.message}. The page asks again every 5 s.`];
    case 'starting':
    case 'stopping':
      return [`The views are ${problem.code}`, `${problem.message}. The page asks again by itself.`];
    case 'moving':
    case 'unreachable-instance':
      return ['The views are moving', `The query API is handing its views from one instance to another: ${problem.message}. The page asks again by itself.`];
    case 'unreachable':
      return ['The query API does not answer', 'The page asks again every 5 s.'];
    default:
      return [problem.status === 400 ? 'The question is wrong' : 'The query failed', problem.message];
  }
}

/** What passes by itself, as the notice says it. */
const PASSING = {
  moving: 'The views are moving',
  'unreachable-instance': 'The views are moving',
  starting: 'The views are starting',
  stopping: 'The query API is stopping',
  behind: 'The views are behind',
};

/** The notice over the view while something passing is the matter, or nothing. */
export function notice(problem, streamState, again) {
  const since = freshness.at ? ['You see the market as of ', h('time', { title: format.exact(freshness.time) }, format.clock(freshness.time)), '. '] : null;
  if (problem) {
    const passing = PASSING[problem.code];
    return h('div', { key: 'notice', class: passing ? 'notice' : 'notice bad', 'data-notice': problem.code },
      h('strong', null, `${passing ?? (problem.code === 'failed' ? 'The views have failed' : 'The query API does not answer')}. `),
      since, `Asking again every ${format.decimal(problem.retryAfterMs / 1000, 0)} s. `,
      h('button', { type: 'button', onclick: again }, 'Ask now'));
  }
  return streamState === 'waiting'
    ? h('div', { key: 'notice', class: 'notice', 'data-notice': 'no-events' },
        h('strong', null, 'No live events. '), 'The page reads again every 5 s until they are back.')
    : null;
}
