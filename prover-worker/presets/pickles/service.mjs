// The external proof system `pickles-ledger` with the aggregation scheme `PICKLES`: a request a line in, an answer a line out, as
// docs/external-proof-systems.md has it. Byte strings are base64. Everything else that is printed goes to standard error.
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { MAX_PROOF_BYTES } from './form.mjs';
import { KEY } from './known.mjs';
import { Ledger } from './ledger.mjs';
import { bytesOf, check, proofOf, stepOf } from './proofs.mjs';
import { MAX_SHARDS, Refusal, STEP_BYTES, split } from './trace.mjs';

console.log = console.error;

const ROWS_IN_THOUSANDS = 5;
const MERGE_MILLIS = 90000;

const bytes = (text) => {
  if (typeof text !== 'string') throw new Refusal('a byte string is missing');
  return Buffer.from(text, 'base64');
};

const list = (texts) => {
  if (!Array.isArray(texts) || texts.length === 0) throw new Refusal('a list of byte strings is missing');
  return texts.map(bytes);
};

let compiled;
function compile() {
  compiled ??= Ledger.compile().then(({ verificationKey }) => {
    if (verificationKey.data !== KEY) throw new Error('the circuit compiles to another key than verification-key.txt has');
  });
  return compiled;
}

/** Compiling first: a verdict would take as long the first time. */
async function describe() {
  await compile();
  return {
    proofSystem: 'pickles-ledger',
    version: 'o1js-2.15',
    maxProofBytes: MAX_PROOF_BYTES,
    key: KEY,
    scheme: 'PICKLES',
    maxFanIn: MAX_SHARDS,
    mergeCostMillis: MERGE_MILLIS,
  };
}

function requireOurs(key) {
  if (!bytes(key).equals(bytes(KEY))) throw new Refusal('not the key of this program');
}

function shards({ key, trace }) {
  requireOurs(key);
  const { publicInputs, shards: parts } = split(bytes(trace));
  return {
    publicInputs: publicInputs.toString('base64'),
    shards: parts.map((s) => ({
      trace: s.trace.toString('base64'),
      publicInputs: s.publicInputs.toString('base64'),
      weight: ROWS_IN_THOUSANDS,
    })),
  };
}

/** What cannot be a statement of this program has no proof. */
async function verdict(key, statement, proof) {
  try {
    requireOurs(key);
    const claim = { step: statement(), proof: bytes(proof) };
    await compile();
    return await check(claim.step, claim.proof);
  } catch (e) {
    if (e instanceof Refusal) return { invalid: e.message };
    throw e;
  }
}

const verify = ({ key, publicInputs, proof }) => verdict(key, () => stepOf(bytes(publicInputs)), proof);

/** From where the first begins to where the last ends. */
const whole = (inputs) => Buffer.concat([inputs[0].subarray(0, STEP_BYTES / 2), inputs.at(-1).subarray(STEP_BYTES / 2)]);

/** What an aggregate of children says. */
function covering(inputs, binding) {
  inputs.forEach((each) => stepOf(each));
  inputs.slice(1).forEach((next, i) => {
    if (!next.subarray(0, STEP_BYTES / 2).equals(inputs[i].subarray(STEP_BYTES / 2))) throw new Refusal('the children do not chain');
  });
  return stepOf(whole(inputs), binding);
}

const verifyAggregate = ({ key, publicInputs, aggregate: root, binding }) =>
  verdict(key, () => covering(list(publicInputs), bytes(binding)), root);

/** Merges neighbours until one is left; only the last merge bears the binding. */
async function aggregate({ key, publicInputs, proofs, binding }) {
  requireOurs(key);
  const inputs = list(publicInputs);
  const children = list(proofs);
  const owner = bytes(binding);
  covering(inputs, owner);
  if (children.length !== inputs.length) throw new Refusal('not a proof for each child');
  await compile();
  let level = await Promise.all(inputs.map(async (each, i) => {
    const proof = await proofOf(stepOf(each), children[i]);
    if (proof === null) throw new Refusal(`child ${i} is no proof`);
    return { inputs: each, proof };
  }));
  if (level.length === 1) {
    return { aggregate: bytesOf((await Ledger.bind(stepOf(level[0].inputs, owner), level[0].proof)).proof).toString('base64') };
  }
  while (level.length > 1) level = await halved(level, level.length === 2 ? owner : undefined);
  return { aggregate: bytesOf(level[0].proof).toString('base64') };
}

async function halved(level, owner) {
  const next = [];
  for (let i = 0; i + 1 < level.length; i += 2) {
    const inputs = whole([level[i].inputs, level[i + 1].inputs]);
    const { proof } = await Ledger.merge(stepOf(inputs, owner), level[i].proof, level[i + 1].proof);
    next.push({ inputs, proof });
  }
  return level.length % 2 === 1 ? [...next, level.at(-1)] : next;
}

const OPERATIONS = new Map(Object.entries({ describe, split: shards, verify, aggregate, verifyAggregate }));

function requestIn(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}

async function answer(request) {
  const operation = OPERATIONS.get(request.op);
  if (operation === undefined) return { failed: `no operation ${request.op}` };
  try {
    return await operation(request);
  } catch (e) {
    if (e instanceof Refusal) return { refused: e.message };
    throw e;
  }
}

const say = (id, said) => process.stdout.write(`${JSON.stringify({ id, ...said })}\n`);

/** A failure may have left Pickles broken, so it is the last answer; the next process begins anew. */
function end(id, failure) {
  console.error(failure);
  say(id, { failed: String(failure.message ?? failure) });
  process.exit(1);
}

new Worker(new URL('parent.mjs', import.meta.url));
process.stdin.once('end', () => process.exit(0)).once('close', () => process.exit(0));
for await (const line of createInterface({ input: process.stdin })) {
  const request = requestIn(line);
  await answer(request).then((said) => say(request.id, said), (failure) => end(request.id, failure));
}
