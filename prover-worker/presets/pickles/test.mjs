// What the service and the circuit must refuse. `node test.mjs quick` asks about a proof that is there, a minute or two; without
// `quick` real ones are made as well, which takes many. Ends with 0 when all of it is refused.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { flaw } from './form.mjs';
import { hostile } from './hostile.mjs';
import { KEY, KNOWN } from './known.mjs';
import { Ledger, TRANSFERS } from './ledger.mjs';
import { bytesOf, check, decided, stepOf } from './proofs.mjs';
import { MAX_SHARDS, Refusal, split, witness } from './trace.mjs';

const hex = (value, bytes) => value.toString(16).padStart(2 * bytes, '0');

/** Three accounts with a thousand each that pay five to the next in turn. */
function trace(transfers) {
  const header = `50574c5401${hex(3, 4)}${hex(transfers, 4)}`;
  const accounts = [1, 2, 3].map((address) => hex(address, 20) + hex(1000, 16)).join('');
  const moves = Array.from({ length: transfers }, (_, i) => hex(i % 3, 4) + hex((i + 1) % 3, 4) + hex(5, 16)).join('');
  return Buffer.from(header + accounts + moves, 'hex');
}

const { publicInputs, shards } = split(trace(TRANSFERS + 2));
const owner = Buffer.alloc(32, 7);
const thief = Buffer.alloc(32, 9);

function shouldRefuseTracesThatCannotBeMerged() {
  assert.equal(split(trace(MAX_SHARDS * TRANSFERS)).shards.length, MAX_SHARDS);
  assert.throws(() => split(trace(MAX_SHARDS * TRANSFERS + 1)), Refusal);
  assert.throws(() => split(trace(43000)), Refusal);
}

async function shouldBlameAProofOnlyWhilePicklesIsSound() {
  const broken = () => Promise.reject('out of memory');
  let times = 0;
  const brokenOnce = async () => (times++ === 0 ? broken() : { valid: true });
  assert.deepEqual(await decided(brokenOnce, async () => true), { valid: true });
  assert.ok((await decided(broken, async () => true)).invalid);
  await assert.rejects(decided(broken, async () => false));
  await assert.rejects(decided(broken, broken));
}

async function shouldRefuseHostileProofs() {
  const step = stepOf(KNOWN.publicInputs);
  for (const { what, bytes } of hostile(KNOWN.proof)) {
    assert.ok(!bytes.equals(KNOWN.proof), `${what} alters nothing`);
    assert.ok((await check(step, bytes)).nonCanonical, what);
  }
  const text = KNOWN.proof.toString('latin1');
  const last = text.lastIndexOf('(z_1 0x') + 70;
  const altered = text.slice(0, last) + (text[last] === '1' ? '2' : '1') + text.slice(last + 1);
  const otherDigest = text.replace(/(evaluations\()[0-9a-f]{16}/, '$1ffffffffffffffff');
  for (const each of [altered, otherDigest, text.replace(/\b[0-9a-f]{16}\b/g, '0'.repeat(16))]) {
    assert.notEqual(each, text);
    assert.ok((await check(step, Buffer.from(each))).invalid);
  }
  assert.ok((await check(stepOf(publicInputs), KNOWN.proof)).invalid, 'of another step');
  assert.ok((await check(stepOf(KNOWN.publicInputs, owner), KNOWN.proof)).invalid, 'under a binding');
  assert.deepEqual(await check(step, KNOWN.proof), { valid: true });
}

const SERVICE = new URL('service.mjs', import.meta.url).pathname;

/** A run of the service, or of what starts it; `ask` sends a line and awaits one. */
function service(program = [SERVICE]) {
  const child = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    return JSON.parse((await lines.next()).value);
  };
  return { child, ask, lines };
}

async function shouldAnswerWhateverIsAsked() {
  const { child, ask } = service();
  const text = (bytes) => bytes.toString('base64');
  const sound = { id: 7, op: 'verify', key: KEY, publicInputs: text(KNOWN.publicInputs), proof: text(KNOWN.proof) };
  const whole = { ...sound, op: 'verifyAggregate', publicInputs: [sound.publicInputs], aggregate: sound.proof, binding: text(owner) };
  const above = text(Buffer.alloc(128, 255));
  for (const line of ['nonsense', 'null', '[]', '{"op":"constructor"}', '']) assert.ok((await ask(line)).failed, line);
  for (const lie of [
    { key: text(Buffer.alloc(1800, 1)) }, { key: '' }, { key: KEY.slice(4) }, { key: 5 }, { publicInputs: '' }, { publicInputs: above },
    { publicInputs: undefined }, { publicInputs: [] }, { proof: null },
  ]) {
    const said = await ask(JSON.stringify({ ...sound, ...lie }));
    assert.ok(said.id === 7 && said.invalid, JSON.stringify(lie));
  }
  for (const lie of [
    { key: 'AAAA' }, { publicInputs: [] }, { publicInputs: 'AAAA' }, { publicInputs: ['AAAA'] }, { publicInputs: [above] },
    { publicInputs: [text(publicInputs), text(publicInputs)] }, { binding: '' }, { binding: text(Buffer.alloc(31)) }, { aggregate: {} },
  ]) {
    assert.ok((await ask(JSON.stringify({ ...whole, ...lie }))).invalid, JSON.stringify(lie));
  }
  assert.ok((await ask(JSON.stringify({ op: 'split', key: KEY, trace: text(trace(43000)) }))).refused);
  assert.ok((await ask(JSON.stringify({ ...whole, op: 'aggregate', proofs: [] }))).refused);
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

async function shouldEndWithItsInputInTheMiddleOfAnAnswer() {
  const { child, lines } = service();
  child.stdin.end(`${JSON.stringify({ id: 1, op: 'describe' })}\n`);
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.equal((await lines.next()).done, true);
}

async function shouldEndWithItsParent() {
  const start = `require('child_process').spawn(process.execPath, ['${SERVICE}'], { stdio: 'inherit' })`;
  const { child, ask, lines } = service(['-e', start]);
  await ask('{}');
  child.kill('SIGKILL');
  assert.equal((await lines.next()).done, true);
}

async function shouldRefuseToProveLies() {
  const refused = (promise, what) => assert.rejects(promise, /unsatisfied|Constraint/, what);
  await Ledger.compile();
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
  assert.deepEqual(await check(stepOf(publicInputs, owner), bytes), { valid: true });
  assert.ok((await check(stepOf(publicInputs, thief), bytes)).invalid, 'the root under another binding');
  assert.ok((await check(stepOf(shards[0].publicInputs, owner), bytes)).invalid, 'the root of another step');
  for (const { what, bytes: altered } of hostile(bytes)) assert.ok(altered.equals(bytes) || flaw(altered), what);

  const bound = bytesOf((await Ledger.bind(stepOf(shards[1].publicInputs, owner), proofs[1])).proof);
  assert.deepEqual(await check(stepOf(shards[1].publicInputs, owner), bound), { valid: true });
}

const QUICK = [shouldRefuseTracesThatCannotBeMerged, shouldBlameAProofOnlyWhilePicklesIsSound, shouldAnswerWhateverIsAsked,
  shouldEndWithItsInputInTheMiddleOfAnAnswer, shouldEndWithItsParent, shouldRefuseHostileProofs];

for (const test of process.argv[2] === 'quick' ? QUICK : [...QUICK, shouldRefuseToProveLies]) {
  const start = performance.now();
  await test();
  console.error(`${test.name}: ${Math.round((performance.now() - start) / 1000)} s`);
}
process.exit(0);
