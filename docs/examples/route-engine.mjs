// A route engine: scores routes by what the market signals, and falls back when a signal has expired.
//
//   node route-engine.mjs --bootstrap HOST:PORT --registry URL --routes routes.json [--domain 0x...]
//
// routes.json: [{"routeId": "usdt:ethereum->base", "price": 0.8, "liquidity": 0.7}, ...], scores from 0 to 1.
// Where there are several markets, --domain or PROOFWORKS_DOMAIN says whose signals count.
// Each second a line on stdout: the ranking as JSON, the best usable route first.
import { Market, options, readJson } from './market.mjs';

// routeScore = priceScore + liquidityScore - proofLagPenalty - proverMarketRisk - refundUncertainty
// A lag counts by how much of the longest that is still of use it takes up; the other penalties are probabilities already.
const LONGEST_LAG_MS = 900_000;
/** What is unknown is taken to be as bad as it can be. */
const UNKNOWN = { proofLag: 1, marketRisk: 1, refund: 1 };

const given = options({ bootstrap: undefined, registry: undefined, routes: undefined, group: `route-engine-${process.pid}`, domain: process.env.PROOFWORKS_DOMAIN ?? '' });
const routes = readJson(given.routes);
const signals = new Map();
const windows = new Map();

const isUsable = (signal, now) => signal !== undefined && now < Number(signal.validUntil);

function penalties(signal) {
  return {
    proofLag: Math.min(1, signal.proofLagPenalty.value / LONGEST_LAG_MS),
    marketRisk: Math.min(1, signal.proverMarketRisk.value),
    refund: Math.min(1, signal.refundUncertainty.value),
  };
}

function scored(route, now) {
  const signal = signals.get(route.routeId);
  const usable = isUsable(signal, now);
  const found = usable ? penalties(signal) : UNKNOWN;
  const scarce = usable && signal.regime === 'STRUCTURAL_SCARCITY';
  return {
    routeId: route.routeId,
    score: route.price + route.liquidity - found.proofLag - found.marketRisk - found.refund - (scarce ? 1 : 0),
    usable,
    regime: usable ? signal.regime : null,
    state: usable ? signal.state : null,
    confidence: usable ? signal.confidence : 0,
    penalties: found,
    reasons: usable
      ? [signal.proofLagPenalty, signal.proverMarketRisk, signal.refundUncertainty].flatMap((penalty) => penalty.reasonCodes)
      : [signal === undefined ? 'NO_SIGNAL' : 'SIGNAL_EXPIRED'],
    p95Ms: usable ? windows.get(signal.taskClass)?.proofLatency.p95 ?? null : null,
  };
}

/** Usable routes first, by score; when none is, the fallback is whoever needs the market least: price and liquidity alone. */
function ranking(now) {
  const all = routes.map((route) => scored(route, now));
  const usable = all.filter((route) => route.usable).sort((a, b) => b.score - a.score);
  const rest = all.filter((route) => !route.usable).sort((a, b) => b.score - a.score);
  return { at: now, fallback: usable.length === 0, chosen: (usable[0] ?? rest[0]).routeId, ranking: [...usable, ...rest] };
}

const market = new Market({ bootstrap: given.bootstrap, registry: given.registry, clientId: 'route-engine' });
await market.follow(
  given.group,
  ['market.route-signals', 'market.metrics'],
  (topic, value) => {
    if (given.domain !== '' && value.domain !== given.domain) return;
    if (topic === 'market.route-signals') signals.set(value.routeId, value);
    else if (value.windowMs === 60_000n) windows.set(value.taskClass, value);
  },
  () => {},
);
setInterval(() => console.log(JSON.stringify(ranking(Date.now()))), 1000);
