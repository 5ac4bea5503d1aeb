// Windows of the metrics: read once, then kept current by the records of the log itself.

import { link } from './router.js';
import { WINDOWS } from './words.js';

/** How far back a chart of such windows goes, ms. */
const REACH = { 10_000: 1_800_000, 60_000: 7_200_000, 300_000: 43_200_000, 3_600_000: 1_209_600_000 };

/** Reads the windows of a class. */
export async function windows(get, taskClass, windowMs) {
  const from = Date.now() - REACH[windowMs];
  const answer = await get(`metrics?class=${taskClass}&window=${windowMs}&from=${from}&limit=1000`);
  return answer.windows;
}

/** Puts a record of market.metrics in its place; says whether it changed anything. */
export function fold(list, record) {
  const i = list.findLastIndex((one) => one.windowStart <= record.windowStart);
  if (i >= 0 && list[i].windowStart === record.windowStart) {
    if (list[i].asOf > record.asOf) {
      return false;
    }
    list[i] = record;
  } else {
    list.splice(i + 1, 0, record);
    while (list.length > 1000) {
      list.shift();
    }
  }
  return true;
}

/** The length that an address asks for, or the usual one. */
export function chosenWindow(query) {
  const wanted = Number(query.window);
  return WINDOWS.some(([ms]) => ms === wanted) ? wanted : 60_000;
}

export function choose(view, query, change) {
  location.hash = link(view, null, { ...query, ...change });
}

/** A quantile that was measured, or nothing: 0 stands for "no samples". */
export function measured(quantiles, name) {
  return quantiles.count > 0 ? quantiles[name] : null;
}
