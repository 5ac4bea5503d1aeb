// Which market the page shows: the one that its own address names (?domain=0x…), else the deployment's
// first. Another market is another page, so that nothing of one is ever shown in the other.

/** Null: the first one. */
export const domain = new URLSearchParams(location.search).get('domain');

/** The address of a question to the API about this market. */
export function asked(path) {
  return domain === null ? `v1/${path}` : `v1/${path}${path.includes('?') ? '&' : '?'}domain=${encodeURIComponent(domain)}`;
}

/** Shows another market, from its beginning: what is shown now is not in it. */
export function show(line) {
  location.assign(`${location.pathname}${line.first ? '' : `?domain=${line.domain}`}#/market`);
}

/** The line of the market that is shown; undefined when there is no such market. */
export function shown(lines) {
  return lines.find((line) => (domain === null ? line.first : line.domain === domain));
}
