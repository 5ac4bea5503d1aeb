// The external proof system `pickles-ledger` with the aggregation scheme `PICKLES`: a request a line in, an answer a line out, as
// docs/external-proof-systems.md has it. Byte strings are base64. Everything else that is printed goes to standard error.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { Ledger } from './ledger.mjs';
import { bytesOf, check, proofOf, stepOf } from './proofs.mjs';
import { Refusal, STEP_BYTES, split } from './trace.mjs';

console.log = console.error;

const KEY = readFileSync(new URL('verification-key.txt', import.meta.url), 'utf8').trim();
const ROWS_IN_THOUSANDS = 5;

const bytes = (text) => Buffer.from(text, 'base64');

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
    maxProofBytes: 32768,
    key: KEY,
    scheme: 'PICKLES',
    maxFanIn: 64,
    mergeCostMillis: 30000,
  };
}

function shards({ trace }) {
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

async function verify({ key, publicInputs, proof }) {
  await compile();
  return check(stepOf(bytes(publicInputs)), bytes(proof), bytes(key));
}

/** From where the first begins to where the last ends. */
const whole = (inputs) => Buffer.concat([inputs[0].subarray(0, STEP_BYTES / 2), inputs.at(-1).subarray(STEP_BYTES / 2)]);

const chain = (inputs) =>
  inputs.every((next, i) => i === 0 || next.subarray(0, STEP_BYTES / 2).equals(inputs[i - 1].subarray(STEP_BYTES / 2)));

async function verifyAggregate({ key, publicInputs, aggregate, binding }) {
  await compile();
  const inputs = publicInputs.map(bytes);
  inputs.forEach((each) => stepOf(each));
  return chain(inputs)
    ? check(stepOf(whole(inputs), bytes(binding)), bytes(aggregate), bytes(key))
    : { invalid: 'the children do not chain' };
}

/** Merges neighbours until one is left; only the last merge bears the binding. */
async function aggregate({ publicInputs, proofs, binding }) {
  await compile();
  const owner = bytes(binding);
  let level = await Promise.all(publicInputs.map(async (inputs, i) => {
    const proof = await proofOf(stepOf(bytes(inputs)), bytes(proofs[i]));
    if (proof === null) throw new Refusal(`child ${i} is no proof`);
    return { inputs: bytes(inputs), proof };
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

const OPERATIONS = { describe, split: shards, verify, aggregate, verifyAggregate };

async function answer(request) {
  const operation = OPERATIONS[request.op];
  if (operation === undefined) return { failed: `no operation ${request.op}` };
  try {
    return await operation(request);
  } catch (e) {
    if (e instanceof Refusal) return { refused: e.message };
    console.error(e);
    return { failed: String(e.message ?? e) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...(await answer(request)) })}\n`);
}
process.exit(0);
