// Views have addresses: #/batch/0x..., #/failures?reason=NO_REVEAL. Fragments need nothing of a
// server, so a copied link works behind any proxy and prefix.

/** The address of a view. */
export function link(view, id, query) {
  const parts = ['#', view, id === undefined || id === null ? null : encodeURIComponent(id)];
  const search = new URLSearchParams(
    Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ).toString();
  return parts.filter((part) => part !== null && part !== '').join('/') + (search ? `?${search}` : '');
}

/** What an address names: view, id, query. */
export function parse(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', id] = path.split('/', 2);
  return {
    view,
    id: id === undefined ? undefined : decode(id),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
