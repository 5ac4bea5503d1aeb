// Traces: a batch is the market's ledger trace (PWLT); a shard is the history before it and such a trace, its accounts as they are
// then. All byte strings are Buffers. What is no trace is a Refusal.
import { Field, MerkleTree, UInt64 } from 'o1js';
import { Account, DEPTH, Path, State, TRANSFERS, Transfer, recorded } from './ledger.mjs';

const FIELD_BYTES = 32;
const HEADER_BYTES = 13;
const ACCOUNT_BYTES = 36;
const TRANSFER_BYTES = 24;
const LIMIT = 1n << 64n;

export const STEP_BYTES = 4 * FIELD_BYTES;

/** As many as one aggregate covers. */
export const MAX_SHARDS = 16;

export class Refusal extends Error {}

const refuse = (why) => {
  throw new Refusal(why);
};

const number = (bytes) => BigInt(`0x${bytes.toString('hex')}`);

export const fieldBytes = (field) => Buffer.from(field.toBigInt().toString(16).padStart(2 * FIELD_BYTES, '0'), 'hex');

function field(bytes) {
  const value = number(bytes);
  return value < Field.ORDER ? Field(value) : refuse('a state has a number above the field');
}

export const stepBytes = (before, after) =>
  Buffer.concat([before.root, before.history, after.root, after.history].map(fieldBytes));

export function states(bytes) {
  if (bytes.length !== STEP_BYTES) refuse(`public inputs have ${STEP_BYTES} bytes, not ${bytes.length}`);
  const [root, history, rootAfter, historyAfter] = [0, 1, 2, 3].map((i) =>
    field(bytes.subarray(i * FIELD_BYTES, (i + 1) * FIELD_BYTES)));
  return { before: new State({ root, history }), after: new State({ root: rootAfter, history: historyAfter }) };
}

export function parse(bytes) {
  const sound = bytes.length >= HEADER_BYTES && bytes.toString('latin1', 0, 4) === 'PWLT' && bytes[4] === 1;
  if (!sound) refuse('not a ledger trace of version 1');
  const counts = { accounts: bytes.readUInt32BE(5), transfers: bytes.readUInt32BE(9) };
  const transfersAt = HEADER_BYTES + counts.accounts * ACCOUNT_BYTES;
  if (bytes.length !== transfersAt + counts.transfers * TRANSFER_BYTES) refuse('the counts of the trace do not fit its length');
  if (counts.accounts > 1 << DEPTH) refuse(`more than ${1 << DEPTH} accounts`);
  if (counts.transfers === 0) refuse('there is no transfer');
  if (counts.transfers > MAX_SHARDS * TRANSFERS) refuse(`more than ${MAX_SHARDS * TRANSFERS} transfers`);
  const records = (from, count, size) =>
    Array.from({ length: count }, (_, i) => bytes.subarray(from + i * size, from + (i + 1) * size));
  const accounts = records(HEADER_BYTES, counts.accounts, ACCOUNT_BYTES).map((a) =>
    ({ address: number(a.subarray(0, 20)), balance: amount(a.subarray(20)) }));
  if (new Set(accounts.map((a) => a.address)).size !== accounts.length) refuse('an address occurs twice');
  const transfers = records(transfersAt, counts.transfers, TRANSFER_BYTES).map((t) =>
    ({ from: t.readUInt32BE(0), to: t.readUInt32BE(4), amount: amount(t.subarray(8)) }));
  transfers.forEach(({ from, to }, i) => {
    if (Math.max(from, to) >= accounts.length) refuse(`transfer ${i} names an account that is not there`);
  });
  return { accounts, transfers };
}

function amount(bytes) {
  const value = number(bytes);
  return value < LIMIT ? value : refuse('an amount or balance is 2^64 or more');
}

function encode(accounts, transfers) {
  const header = Buffer.from('PWLT\x01\0\0\0\0\0\0\0\0', 'latin1');
  header.writeUInt32BE(accounts.length, 5);
  header.writeUInt32BE(transfers.length, 9);
  const hex = (value, bytes) => value.toString(16).padStart(2 * bytes, '0');
  const body =
    accounts.map((a) => hex(a.address, 20) + hex(a.balance, 16)).join('') +
    transfers.map((t) => hex(t.from, 4) + hex(t.to, 4) + hex(t.amount, 16)).join('');
  return Buffer.concat([header, Buffer.from(body, 'hex')]);
}

/** Accounts in their tree, and what has happened to them. */
class Execution {
  constructor(accounts, history) {
    this.accounts = accounts.map((a) => new Account({ address: Field(a.address), balance: UInt64.from(a.balance) }));
    this.history = history;
    this.tree = new MerkleTree(DEPTH + 1);
    this.tree.fill(this.accounts.map((a) => a.leaf()));
  }

  state() {
    return new State({ root: this.tree.getRoot(), history: this.history });
  }

  put(index, balance) {
    if (balance < 0n) refuse(`a transfer takes the balance of account ${index} below zero`);
    if (balance >= LIMIT) refuse(`a transfer takes the balance of account ${index} to 2^64 or above`);
    this.accounts[index] = this.accounts[index].with(UInt64.from(balance));
    this.tree.setLeaf(BigInt(index), this.accounts[index].leaf());
  }

  /** Applies a transfer and says what a circuit needs to apply it too. */
  apply({ from, to, amount: value }) {
    const sender = this.accounts[from];
    const senderPath = new Path(this.tree.getWitness(BigInt(from)));
    this.put(from, sender.balance.toBigInt() - value);
    const receiver = this.accounts[to];
    const receiverPath = new Path(this.tree.getWitness(BigInt(to)));
    this.put(to, receiver.balance.toBigInt() + value);
    if (value > 0n) this.history = recorded(this.history, sender.address, receiver.address, Field(value));
    return new Transfer({ sender, senderPath, receiver, receiverPath, amount: UInt64.from(value) });
  }

  balances() {
    return this.accounts.map((a) => ({ address: a.address.toBigInt(), balance: a.balance.toBigInt() }));
  }
}

/** A batch cut into shards whose states chain. */
export function split(trace) {
  const { accounts, transfers } = parse(trace);
  const execution = new Execution(accounts, Field(0));
  const first = execution.state();
  const shards = [];
  for (let at = 0; at < transfers.length; at += TRANSFERS) {
    const part = transfers.slice(at, at + TRANSFERS);
    const before = execution.state();
    const bytes = Buffer.concat([fieldBytes(execution.history), encode(execution.balances(), part)]);
    part.forEach((transfer) => execution.apply(transfer));
    shards.push({ trace: bytes, publicInputs: stepBytes(before, execution.state()) });
  }
  return { publicInputs: stepBytes(first, execution.state()), shards };
}

/** What the circuit needs for a shard: the states and all transfers, padded. */
export function witness(shard) {
  const { accounts, transfers } = parse(shard.subarray(FIELD_BYTES));
  if (transfers.length > TRANSFERS) refuse(`more than ${TRANSFERS} transfers in a shard`);
  const execution = new Execution(accounts, field(shard.subarray(0, FIELD_BYTES)));
  const before = execution.state();
  const applied = transfers.map((transfer) => execution.apply(transfer));
  while (applied.length < TRANSFERS) applied.push(execution.apply({ from: 0, to: 0, amount: 0n }));
  return { before, after: execution.state(), transfers: applied };
}
