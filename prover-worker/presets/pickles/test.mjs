// What the circuit must refuse, tried with real proofs; minutes. Ends with 0 when all of it is refused.
import assert from 'node:assert/strict';
import { Ledger, TRANSFERS } from './ledger.mjs';
import { bytesOf, check, stepOf } from './proofs.mjs';
import { split, witness } from './trace.mjs';

const hex = (value, bytes) => value.toString(16).padStart(2 * bytes, '0');

/** Three accounts with a thousand each that pay five to the next in turn. */
function trace(transfers) {
  const header = `50574c5401${hex(3, 4)}${hex(transfers, 4)}`;
  const accounts = [1, 2, 3].map((address) => hex(address, 20) + hex(1000, 16)).join('');
  const moves = Array.from({ length: transfers }, (_, i) => hex(i % 3, 4) + hex((i + 1) % 3, 4) + hex(5, 16)).join('');
  return Buffer.from(header + accounts + moves, 'hex');
}

const refused = (promise, what) => assert.rejects(promise, /unsatisfied|Constraint/, what);

const { verificationKey } = await Ledger.compile();
const key = Buffer.from(verificationKey.data, 'base64');
const { publicInputs, shards } = split(trace(TRANSFERS + 2));
const owner = Buffer.alloc(32, 7);
const thief = Buffer.alloc(32, 9);

const first = witness(shards[0].trace);
first.transfers[0].amount = first.transfers[0].amount.add(1);
await refused(Ledger.apply(stepOf(shards[0].publicInputs), first.transfers), 'another amount than the public inputs say');
await refused(
  Ledger.apply(stepOf(shards[0].publicInputs, owner), witness(shards[0].trace).transfers),
  'a proof of transfers that carries a binding');

const proofs = [];
for (const shard of shards) {
  proofs.push((await Ledger.apply(stepOf(shard.publicInputs), witness(shard.trace).transfers)).proof);
}
await refused(Ledger.merge(stepOf(publicInputs, owner), proofs[1], proofs[0]), 'children that do not chain');
await refused(Ledger.merge(stepOf(shards[0].publicInputs, owner), proofs[0], proofs[1]), 'another end than the children have');

const root = (await Ledger.merge(stepOf(publicInputs, owner), proofs[0], proofs[1])).proof;
await refused(Ledger.bind(stepOf(publicInputs, thief), root), "another's aggregate under one's own binding");

const bytes = bytesOf(root);
assert.deepEqual(await check(stepOf(publicInputs, owner), bytes, key), { valid: true });
assert.ok((await check(stepOf(publicInputs, thief), bytes, key)).invalid, 'the root under another binding');
assert.ok((await check(stepOf(shards[0].publicInputs, owner), bytes, key)).invalid, 'the root of another step');
assert.ok((await check(stepOf(publicInputs, owner), Buffer.concat([bytes, Buffer.from('\n')]), key)).nonCanonical, 'a byte more');
process.exit(0);
