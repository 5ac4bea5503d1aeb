import { h } from '../dom.js';
import * as format from '../format.js';
import { amount, facts, section, wholeId } from '../parts.js';
import { movements } from '../records.js';
import { link } from '../router.js';

/** The money of a requester, a prover or an aggregator. */
export default {
  name: 'account',
  noun: 'account',
  title: ({ id }) => `Account ${format.shortId(id)}`,
  heading: ({ id }) => ['Account ', wholeId(id)],
  load: ({ get, id }) => get(`accounts/${id}`),
  concerns: (topic, record, data, { id }) => topic === 'ledger' && record.account === id,
  render: (account, { id }) => [
    section('Balances', { aside: h('a', { href: link('prover', id) }, 'As a prover') }, facts([
      ['Free', amount(account.free)],
      ['Reserved as bonds', amount(account.reserved)],
      ['In escrow', amount(account.escrow)],
      ['Paid', amount(account.paid)],
      ['Burned', amount(account.burned)],
    ])),
    section('Newest movements', null, movements('Newest movements', [...account.movements].reverse())),
  ],
};
