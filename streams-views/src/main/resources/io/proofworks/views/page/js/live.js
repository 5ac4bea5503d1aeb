// One event stream per page. A browser resumes it by itself (Last-Event-ID); where it gives up, this
// begins a new one and says so, because what happened in between has then to be read again.

import { asked } from './domain.js';

/** What the views follow. */
const FOLLOWED = [
  'batches', 'supersessions', 'tasks', 'assignments', 'commitments', 'reveals', 'verdicts', 'ledger',
  'aggregation-jobs', 'receipts', 'executions', 'route-signals', 'metrics', 'provers',
];

/** All public topics, for the log. */
export const TOPICS = [
  'batches', 'supersessions', 'tasks', 'assignments', 'commitments', 'reveals', 'verdicts', 'ledger',
  'child-proofs', 'aggregation-jobs', 'aggregates', 'receipts', 'executions', 'provers',
  'registrations', 'heartbeats', 'stakes', 'policies', 'metrics', 'route-signals', 'journal',
  'checkpoints',
];

const REOPEN_MS = 5000;
const HIDDEN_MS = 60_000;

export class Live {
  #source = null;
  #extra = [];
  #timer = null;
  #hiddenTimer = null;
  #records = new Set();
  #states = new Set();

  /** connecting, open, waiting (until a new one is begun) or paused (the page is hidden). */
  state = 'connecting';

  start() {
    this.#open();
    document.addEventListener('visibilitychange', () => this.#visibility());
    addEventListener('pagehide', () => this.#source?.close());
    addEventListener('pageshow', (e) => e.persisted && this.#open());
  }

  /** Calls back with (topic, record) for each record. */
  onRecord(listener) {
    this.#records.add(listener);
    return () => this.#records.delete(listener);
  }

  /** Calls back with the state, and whether records may have been missed since the last one. */
  onState(listener) {
    this.#states.add(listener);
  }

  /** Streams these topics, too; a list without the common prefix. */
  also(topics) {
    const extra = topics.filter((topic) => !FOLLOWED.includes(topic)).sort();
    if (extra.join() !== this.#extra.join()) {
      this.#extra = extra;
      this.#open();
    }
  }

  #open() {
    this.#close();
    const topics = [...FOLLOWED, ...this.#extra].map((name) => `market.${name}`);
    const source = new EventSource(asked(`events?topics=${topics.join(',')}`));
    this.#source = source;
    this.#become('connecting');
    source.onopen = () => this.#become('open');
    source.onerror = () => this.#broken(source);
    for (const topic of topics) {
      source.addEventListener(topic, (event) => this.#record(topic, event.data));
    }
  }

  #broken(source) {
    if (source.readyState === EventSource.CLOSED) {
      this.#close();
      this.#become('waiting');
      this.#timer = setTimeout(() => this.#open(), REOPEN_MS);
    } else {
      this.#become('connecting'); // the browser tries again by itself, from the last id
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #record(topic, data) {
    let record;
    try {
      record = JSON.parse(data);
    } catch {
      return; // cut off by the end of the connection; it comes again with the resumed stream
    }
    const name = topic.replace(/^market\./, '');
    this.#records.forEach((listener) => listener(name, record));
  }

  #become(state) {
    if (state !== this.state) {
      this.state = state;
      this.#states.forEach((listener) => listener(state));
    }
  }

  /** A hidden page gives its connection back after a while: a browser has six for a server. */
  #visibility() {
    clearTimeout(this.#hiddenTimer);
    if (document.hidden) {
      this.#hiddenTimer = setTimeout(() => {
        this.#close();
        this.#become('paused');
      }, HIDDEN_MS);
    } else if (this.state === 'paused') {
      this.#open();
    }
  }
}
