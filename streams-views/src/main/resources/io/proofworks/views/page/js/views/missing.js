import { h } from '../dom.js';

/** For an address that names no view. */
export default {
  name: 'missing',
  title: () => 'No such view',
  load: async () => ({}),
  render: () => h('p', null, 'The bar above names the views there are; ', h('a', { href: '#/market' }, 'Market now'), ' is the first.'),
};
