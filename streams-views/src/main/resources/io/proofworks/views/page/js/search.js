// Where an id leads: the longest form is a batch or a task, the shorter one a prover or an account.

import { get } from './api.js';
import { link } from './router.js';

const HASH = /^0x[0-9a-f]{64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;
const SAYS = 'An id is 0x and 64 hex digits (batch, task) or 40 (prover, account).';

/** The address of the view that shows it, or why there is none. */
export async function find(text) {
  const id = normal(text);
  try {
    if (HASH.test(id)) {
      return await first([['tasks', 'task'], ['batches', 'batch']], id);
    }
    if (ADDRESS.test(id)) {
      return await first([['provers', 'prover'], ['accounts', 'account']], id);
    }
    if (text.trim().includes(':')) {
      return await first([['routes', 'route']], text.trim());
    }
    return { message: text.trim() ? SAYS : 'Enter an id.' };
  } catch (e) {
    return { message: e.isPassing ? 'The query API does not answer now; try again.' : e.message };
  }
}

/** Ids are lower case; pasted ones may lack the prefix. */
function normal(text) {
  const id = text.trim().toLowerCase();
  return /^([0-9a-f]{64}|[0-9a-f]{40})$/.test(id) ? `0x${id}` : id;
}

async function first(kinds, id) {
  for (const [path, view] of kinds) {
    try {
      await get(`${path}/${encodeURIComponent(id)}`);
      return { address: link(view, id) };
    } catch (e) {
      if (!e.isNotFound) {
        throw e;
      }
    }
  }
  return { message: `Nothing is known under this id: no ${kinds.map(([, view]) => view).join(', no ')}.` };
}
