// A prover of circom circuits: registers, proves what it is assigned with snarkjs, commits, reveals, and is paid.
//
//   node prover.mjs --bootstrap HOST:PORT --registry URL --domain 0x... --data-dir DIR \
//        --program 0x... --wasm CIRCUIT.wasm --zkey KEY.zkey
//
// Each line on stdout is a JSON object. It needs stake before it gets work: the first line names its address.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { ownNews } from './answers.mjs';
import { Market, SessionKey, bytes, hex, options, proofDigest, readJson, recordDigest, sha256 } from './market.mjs';

const NOBODY = '0x0000000000000000000000000000000000000000';
const given = options({
  bootstrap: undefined, registry: undefined, domain: undefined, 'data-dir': undefined,
  program: undefined, wasm: undefined, zkey: undefined, price: '1',
});
const say = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));

/** Writes a file so that a crash leaves the old one or the new one. */
function writeDurably(file, text) {
  const draft = `${file}.new`;
  const handle = openSync(draft, 'w', 0o600);
  writeFileSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
}

mkdirSync(given['data-dir'], { recursive: true });
const keyFile = join(given['data-dir'], 'keys.json');
if (!existsSync(keyFile)) {
  writeDurably(keyFile, JSON.stringify({ owner: generatePrivateKey(), session: hex(randomBytes(32)) }));
}
const secrets = readJson(keyFile);
const owner = privateKeyToAccount(secrets.owner);
const session = new SessionKey(bytes(secrets.session));
const proverId = owner.address.toLowerCase();

// What was proved stands here before it is committed to: after a crash it can still be revealed, and nothing is committed twice.
const journalFile = join(given['data-dir'], 'journal.json');
const journal = existsSync(journalFile) ? readJson(journalFile) : {};
const remember = (key, entry) => {
  journal[key] = entry;
  writeDurably(journalFile, JSON.stringify(journal));
};

// by digest, the commits and reveals that it wrote: by these it knows the answers to them
const written = new Map(
  Object.values(journal).flatMap((entry) => Object.entries(entry.written ?? {})),
);

const market = new Market({
  bootstrap: given.bootstrap, registry: given.registry, domain: given.domain, clientId: `prover-${proverId}`,
});
const producer = market.producer();
const tasks = new Map();
const state = (taskId) => {
  if (!tasks.has(taskId)) tasks.set(taskId, { epochs: new Map() });
  return tasks.get(taskId);
};
let live = false;
let proving = false;
let asking;

const send = async (topic, key, value) =>
  producer.send({ topic, acks: -1, messages: [{ key, value: await market.encode(topic, value) }] });

/** Sends a commit or reveal once its digest is in the journal. */
async function sendOwn(topic, kind, taskId, epoch, message) {
  const value = await market.encode(topic, message);
  const own = { kind, taskId, epoch };
  const digest = recordDigest(taskId, value);
  const name = `${taskId}-${epoch}`;
  written.set(digest, own);
  remember(name, { ...journal[name], written: { ...journal[name].written, [digest]: own } });
  await producer.send({ topic, acks: -1, messages: [{ key: taskId, value }] });
}

async function register() {
  const message = {
    proverId,
    sessionKey: hex(session.publicKey),
    sessionExpiry: BigInt(Date.now() + 30 * 86_400_000),
    roles: ['PROVER'],
    capacity: 1,
    hardwareClass: 'cpu',
    vendor: 'example',
    region: 'example',
    clientBuild: 'js-prover/1',
    offers: ['URGENT_SETTLEMENT', 'STANDARD', 'REDUNDANT_VERIFICATION', 'LONG_DEADLINE', 'BACKGROUND_AGGREGATION'].map(
      (taskClass) => ({ taskClass, proofSystem: 'groth16', pricePerWeight: BigInt(given.price) }),
    ),
    registrationNonce: BigInt(Date.now()),
  };
  const signature = bytes(await owner.sign({ hash: market.digest('Registration', message) }));
  await send('market.registrations', proverId, {
    domain: given.domain, ...message, sessionKey: Buffer.from(session.publicKey), signature,
  });
}

function askAgain() {
  asking = undefined;
  register().catch(failed);
}

async function heartbeat() {
  const message = {
    proverId, sequence: BigInt(Date.now()), capacity: 1, inFlight: proving ? 1 : 0, draining: false, declines: [],
  };
  const signature = session.sign(market.digest('Heartbeat', message));
  await send('market.heartbeats', proverId, { domain: given.domain, ...message, signature });
}

const numbers = (values) => Buffer.from(values.map((n) => BigInt(n).toString(16).padStart(64, '0')).join(''), 'hex');

async function prove(task) {
  const input = JSON.parse(Buffer.from(task.traceShard).toString('utf8'));
  const { proof, publicSignals } = await snarkjs.groth16.fullProve(input, given.wasm, given.zkey);
  if (!numbers(publicSignals).equals(Buffer.from(task.publicInputs))) throw new Error('other public values than asked for');
  const { pi_a: a, pi_b: b, pi_c: c } = proof;
  return numbers([a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]]);
}

async function commit(taskId, epoch, entry) {
  const commitment = market.digest('ProofCommitment', {
    taskId, proverId, proofDigest: proofDigest(entry.proof), nonce: entry.nonce,
  });
  const message = { taskId, epoch, proverId, commitment };
  const signature = session.sign(market.digest('Commitment', message));
  await sendOwn('market.commitments', 'COMMIT', taskId, epoch, { domain: given.domain, ...message, signature });
  say('committed', { taskId, epoch });
}

async function reveal(taskId, epoch, entry) {
  const { batchId } = state(taskId).task;
  const grant = { batchId, aggregatorId: NOBODY };
  const granted = session.sign(market.digest('AggregationGrant', { taskId, proverId, ...grant }));
  const message = { taskId, epoch, proverId, proof: entry.proof, nonce: entry.nonce, grant: { ...grant, signature: hex(granted) } };
  const signature = session.sign(market.digest('Reveal', message));
  await sendOwn('market.reveals', 'REVEAL', taskId, epoch, {
    domain: given.domain, taskId, epoch, proverId, proof: bytes(entry.proof), nonce: entry.nonce,
    grant: { ...grant, signature: granted }, signature,
  });
  say('revealed', { taskId, epoch });
}

/** Does what is next for one epoch of a task, as the log and the journal have it. */
async function advance(taskId, epoch) {
  const { task, closed, epochs } = state(taskId);
  const mine = epochs.get(epoch);
  const entry = journal[`${taskId}-${epoch}`];
  if (!live || !task || closed || !mine || mine.revealed) return;
  if (mine.committed && entry) {
    await reveal(taskId, epoch, entry);
  } else if (entry && !mine.asked) {
    mine.asked = true;
    await commit(taskId, epoch, entry);
  } else if (!entry && !proving && Date.now() < mine.commitBy) {
    proving = true;
    try {
      const proof = await prove(task);
      // the blinding follows from the keys: a journal that is lost can be made again
      const nonce = hex(sha256(bytes(secrets.session), bytes(taskId), Buffer.from([epoch])));
      remember(`${taskId}-${epoch}`, { proof: hex(proof), nonce });
    } finally {
      proving = false;
    }
    await advance(taskId, epoch);
  }
}

function onVerdict(verdict) {
  if (verdict.kind === 'REGISTRATION' && verdict.signed && verdict.author === proverId) {
    say('registration', { reason: verdict.reason, detail: verdict.detail });
    // nobody without money is registered: it asks again until the first deposit is there
    if (live && verdict.reason === 'INSUFFICIENT_BOND' && !asking) asking = setTimeout(askAgain, 5000);
  }
  const news = ownNews(verdict, proverId, written);
  if (!news?.taskId) return undefined;
  const { kind, reason, taskId, epoch } = news;
  if (live) say('verdict', { kind, reason, detail: verdict.detail, taskId, rewarded: String(verdict.rewarded), slashed: String(verdict.slashed) });
  const mine = state(taskId).epochs.get(epoch);
  if (!mine) return undefined;
  if (kind === 'COMMIT' && reason === 'ACCEPTED') mine.committed = true;
  if (kind === 'REVEAL') mine.revealed = reason !== 'REVEAL_TOO_EARLY';
  return [taskId, epoch];
}

function onTask(record) {
  const [[type, event]] = Object.entries(record.event);
  if (!type.endsWith('.Task')) {
    state(record.taskId).closed = true;
  } else if (event.proofSystem === 'groth16' && event.programHash === given.program) {
    state(record.taskId).task = event;
  }
  return undefined;
}

function onAssignment(given) {
  if (!given.openToAll && !given.assignees.some((assignee) => assignee.proverId === proverId)) return undefined;
  const { epochs } = state(given.taskId);
  if (!epochs.has(given.epoch)) epochs.set(given.epoch, { commitBy: Number(given.commitBy) });
  return [given.taskId, given.epoch];
}

const handlers = { 'market.tasks': onTask, 'market.assignments': onAssignment, 'market.verdicts': onVerdict };
const failed = (problem) => {
  say('failed', { cause: problem.message });
  process.exit(1);
};

await producer.connect();
say('started', { proverId });
await market.follow(
  `prover-${proverId}-${process.pid}`,
  Object.keys(handlers),
  (topic, value) => {
    if (value.domain !== given.domain) return; // the topics have every market of the deployment
    const touched = handlers[topic](value);
    if (touched) advance(...touched).catch(failed);
  },
  () => {
    live = true;
    say('live');
    register().catch(failed);
    setInterval(() => heartbeat().catch(failed), 2000);
    // records of two topics come in no certain order, and one proof is made at a time
    setInterval(() => {
      for (const [taskId, { epochs }] of tasks) {
        for (const epoch of epochs.keys()) if (!epochs.get(epoch).committed) advance(taskId, epoch).catch(failed);
      }
    }, 500);
    for (const [taskId, { epochs }] of tasks) for (const epoch of epochs.keys()) advance(taskId, epoch).catch(failed);
  },
);
