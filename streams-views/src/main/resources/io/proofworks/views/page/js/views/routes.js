import { h } from '../dom.js';
import * as format from '../format.js';
import { className, idLink, table, time } from '../parts.js';
import { link } from '../router.js';
import { REGIMES } from '../words.js';

/** The signals in force of all routes. */
export default {
  name: 'routes',
  paceMs: 2000,
  title: () => 'Route signals',
  load: ({ get }) => get('routes?limit=1000'),
  concerns: (topic) => topic === 'route-signals',
  render: ({ routes }) => table({
    caption: 'Route signals in force', rows: routes, key: (r) => r.routeId,
    empty: 'No route has a signal yet: the first batch that names one begins it.',
    columns: [
      { title: 'Route', cell: (r) => h('a', { href: link('route', r.routeId) }, r.routeId) },
      { title: 'Usable', cell: usable },
      { title: 'Regime', cell: (r) => regime(r.signal.regime) },
      { title: 'Transfer', cell: (r) => h('span', { title: r.signal.stateCause }, format.words(r.signal.state)) },
      { title: 'Proof lag', number: true, cell: (r) => penalty(r.signal.proofLagPenalty) },
      { title: 'Market risk', number: true, cell: (r) => penalty(r.signal.proverMarketRisk) },
      { title: 'Refund uncertainty', number: true, cell: (r) => penalty(r.signal.refundUncertainty) },
      { title: 'Confidence', number: true, cell: (r) => format.decimal(r.signal.confidence, 2) },
      { title: 'Class', cell: (r) => className(r.signal.taskClass) },
      { title: 'Batch', cell: (r) => idLink('batch', r.signal.batchId) },
      { title: 'As of', cell: (r) => time(r.signal.asOf) },
    ],
  }),
};

export function usable({ signal }) {
  const isValid = Date.now() < signal.validUntil;
  return h('span', { class: `pulse ${isValid ? 'live' : 'silent'}` }, isValid ? 'usable' : 'expired');
}

export function regime(name) {
  return h('span', { class: name === 'NORMAL' ? 'regime' : 'regime warn', title: REGIMES[name] ?? '' }, format.words(name));
}

/** A value in its unit. */
export function penalty({ value, unit }) {
  return unit === 'ms' ? format.duration(value) : `${format.decimal(value, 3)}${unit === 'probability' ? '' : ` ${unit}`}`;
}
