// The query API as the page reads it: problems become values of one class, and the newest answer's
// age and lag are known to whoever asks.

import { asked } from './domain.js';

/** An answer that is not there by then does not come: a server that is gone need not say so. */
const ANSWER_MS = 10_000;

/** What went wrong with a question; `code` is the API's, or `unreachable`. */
export class Problem extends Error {
  constructor(status, code, detail, retryAfterMs) {
    super(detail);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Nothing is wrong with the question; it can be asked again. */
  get isPassing() {
    return this.status === 503 || this.code === 'unreachable';
  }

  get isNotFound() {
    return this.status === 404;
  }
}

/** Newest log time an answer knew, its lag, and when it came (this machine's clock). */
export const freshness = { time: null, lagMs: null, at: null, missing: [] };

const listeners = new Set();

export function onFreshness(listener) {
  listeners.add(listener);
}

/** The markets of the deployment. */
export async function markets() {
  const response = await ask('v1/markets');
  if (!response.ok) {
    throw await problem(response);
  }
  return (await read(response)).markets;
}

/**
 * Asks about the market that the page shows.
 *
 * @param path below v1, for instance `batches?limit=20`
 * @param minOffsets records that the answer must know: topic-partition to offset
 */
export async function get(path, { signal, minOffsets } = {}) {
  const response = await ask(withOffsets(asked(path), minOffsets), signal);
  if (!response.ok) {
    throw await problem(response);
  }
  const body = await read(response);
  if (body.asOf) {
    Object.assign(freshness, { time: body.asOf.time, lagMs: body.asOf.lagMs, at: Date.now(), missing: body.asOf.missing ?? [] });
    listeners.forEach((listener) => listener());
  }
  return body;
}

function withOffsets(url, minOffsets) {
  const entries = Object.entries(minOffsets ?? {});
  if (entries.length === 0) {
    return url;
  }
  const value = entries.map(([partition, offset]) => `${partition}@${offset}`).join(',');
  return `${url}${url.includes('?') ? '&' : '?'}minOffset=${encodeURIComponent(value)}`;
}

async function ask(url, signal) {
  const patience = AbortSignal.timeout(ANSWER_MS);
  try {
    return await fetch(url, {
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      headers: { Accept: 'application/json' },
    });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Problem(0, 'unreachable', 'the query API does not answer', 5000);
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Problem(0, 'unreachable', 'the answer broke off', 5000);
  }
}

async function problem(response) {
  const seconds = Number(response.headers.get('Retry-After'));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 5000;
  let body = {};
  try {
    body = await response.json();
  } catch {
    // a proxy's page, not the API's answer: the status has to do
  }
  return new Problem(
    response.status,
    body.code ?? (response.status >= 502 ? 'unreachable' : 'internal'),
    body.detail ?? `HTTP ${response.status}`,
    retryAfterMs,
  );
}
