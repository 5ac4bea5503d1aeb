// Checks an export of a market's log with nothing of Proofworks and nothing but Node: checkpoints, inclusion and consistency, the chain of
// entries, the ledger's sums, receipts. Written from docs/journal.md and docs/messages.md.
//
//   node check.mjs EXPORT.log.gz [--journal-key HEX]
//
// Says what it checked, and each fault with its place; ends with 1 if there is one, or if there was nothing to check.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';

// ---------------------------------------------------------------- Keccak-256, as Ethereum has it

const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
const ROUNDS = roundConstants();

function roundConstants() {
  const constants = [];
  let register = 1;
  for (let round = 0; round < 24; round++) {
    let [low, high] = [0, 0];
    for (let bit = 0; bit < 7; bit++) {
      const at = (1 << bit) - 1;
      if (register & 1) at < 32 ? (low |= 1 << at) : (high |= 1 << (at - 32));
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    constants.push([low, high]);
  }
  return constants;
}

/** Rotates the 64 bits of (low, high) to the left. */
function rotated(low, high, by) {
  if (by >= 32) [low, high, by] = [high, low, by - 32];
  return by === 0 ? [low, high] : [(low << by) | (high >>> (32 - by)), (high << by) | (low >>> (32 - by))];
}

function permute(state) {
  const moved = new Int32Array(50);
  for (const [low, high] of ROUNDS) {
    const parity = new Int32Array(10);
    for (let i = 0; i < 50; i++) parity[i % 10] ^= state[i];
    for (let x = 0; x < 5; x++) {
      const [left, right] = [((x + 4) % 5) * 2, ((x + 1) % 5) * 2];
      const turned = rotated(parity[right], parity[right + 1], 1);
      for (let y = 0; y < 5; y++) {
        state[2 * (x + 5 * y)] ^= parity[left] ^ turned[0];
        state[2 * (x + 5 * y) + 1] ^= parity[left + 1] ^ turned[1];
      }
    }
    for (let x = 0; x < 5; x++) {
      for (let y = 0; y < 5; y++) {
        const from = x + 5 * y;
        const to = y + 5 * ((2 * x + 3 * y) % 5);
        [moved[2 * to], moved[2 * to + 1]] = rotated(state[2 * from], state[2 * from + 1], ROTATIONS[from]);
      }
    }
    for (let i = 0; i < 50; i++) {
      const row = i - (i % 10);
      state[i] = moved[i] ^ (~moved[row + ((i + 2) % 10)] & moved[row + ((i + 4) % 10)]);
    }
    state[0] ^= low;
    state[1] ^= high;
  }
}

function keccak(...parts) {
  const message = Buffer.concat(parts);
  const RATE = 136;
  const padded = Buffer.alloc(Math.ceil((message.length + 1) / RATE) * RATE);
  message.copy(padded);
  padded[message.length] = 1;
  padded[padded.length - 1] |= 0x80;
  const state = new Int32Array(50);
  for (let at = 0; at < padded.length; at += RATE) {
    for (let i = 0; i < RATE / 4; i++) state[i] ^= padded.readInt32LE(at + 4 * i);
    permute(state);
  }
  return Buffer.from(state.buffer.slice(0, 32));
}

// ---------------------------------------------------------------- bytes

const hex = (data) => `0x${data.toString('hex')}`;
const bytes = (text) => Buffer.from(text.slice(2), 'hex');
const utf8 = (text) => Buffer.from(text, 'utf8');
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const u32 = (number) => { const b = Buffer.alloc(4); b.writeUInt32BE(Number(number) >>> 0); return b; };
const u64 = (number) => { const b = Buffer.alloc(8); b.writeBigInt64BE(BigInt(number)); return b; };
const text = (value) => Buffer.concat([u32(utf8(value).length), utf8(value)]);
/** A word of the ABI: a number, or bytes on the right for addresses, as they are for hashes. */
const word = (value) => Buffer.concat([Buffer.alloc(32 - value.length), value]);

// ---------------------------------------------------------------- Avro, by schema

class Avro {
  constructor(schema) {
    this.names = new Map();
    this.root = this.named(JSON.parse(schema), '');
  }

  /** Finds the types that others refer to by name. */
  named(type, space) {
    if (Array.isArray(type)) return type.map((one) => this.named(one, space));
    if (typeof type === 'string') return type;
    if (typeof type.type === 'object') return this.named(type.type, space);
    const own = { ...type };
    const inner = type.namespace ?? space;
    if (type.name) {
      this.names.set(type.name, own);
      this.names.set(type.name.includes('.') ? type.name : `${inner}.${type.name}`, own);
    }
    if (type.type === 'record') own.fields = type.fields.map((f) => ({ name: f.name, type: this.named(f.type, inner) }));
    if (type.type === 'array') own.items = this.named(type.items, inner);
    if (type.type === 'map') own.values = this.named(type.values, inner);
    return own;
  }

  read(data) {
    this.data = data;
    this.at = 0;
    const value = this.value(this.root);
    if (this.at !== data.length) throw new Error('bytes after the value');
    return value;
  }

  take(length) {
    if (length < 0 || this.at + length > this.data.length) throw new Error('cut off');
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }

  long() {
    let [value, shift, byte] = [0n, 0n, 0x80];
    while (byte & 0x80) {
      if (shift > 63n) throw new Error('a number too long');
      [byte] = this.take(1);
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
    }
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
  }

  /** Items in blocks, each with its count before it, the last one empty. */
  blocks(take) {
    for (let count = this.long(); count !== 0n; count = this.long()) {
      if (count < 0n) { this.long(); count = -count; }
      for (let i = 0n; i < count; i++) take();
    }
  }

  value(type) {
    if (Array.isArray(type)) {
      const branch = type[Number(this.long())];
      if (branch === undefined) throw new Error('no such branch');
      return this.value(branch);
    }
    switch (typeof type === 'string' ? type : type.type) {
      case 'null': return null;
      case 'boolean': return this.take(1)[0] === 1;
      case 'int': return Number(this.long());
      case 'long': return this.long();
      case 'float': return this.take(4).readFloatLE();
      case 'double': return this.take(8).readDoubleLE();
      case 'bytes': return Buffer.from(this.take(Number(this.long())));
      case 'string': return this.take(Number(this.long())).toString('utf8');
      case 'fixed': return Buffer.from(this.take(type.size));
      case 'enum': return type.symbols[Number(this.long())];
      case 'array': { const list = []; this.blocks(() => list.push(this.value(type.items))); return list; }
      case 'map': { const map = new Map(); this.blocks(() => map.set(this.value('string'), this.value(type.values))); return map; }
      case 'record': return Object.fromEntries(type.fields.map((field) => [field.name, this.value(field.type)]));
      default: return this.value(this.names.get(type) ?? (() => { throw new Error(`no type ${type}`); })());
    }
  }
}

// ---------------------------------------------------------------- Merkle trees of RFC 6962, and their proofs

const node = (left, right) => sha256(Buffer.from([1]), left, right);
const split = (size) => { let k = 1; while (2 * k < size) k *= 2; return k; };

class Tree {
  levels = [[]];
  get size() { return this.levels[0].length; }

  append(data) {
    let hash = sha256(Buffer.from([0]), data);
    let level = 0;
    for (this.levels[0].push(hash); this.levels[level].length % 2 === 0; level++) {
      hash = node(this.levels[level].at(-2), hash);
      (this.levels[level + 1] ??= []).push(hash);
    }
  }

  /** Root over leaves [from, to), where from begins a subtree that large. */
  root(from, to) {
    if (to === from) return sha256();
    const level = Math.log2(to - from);
    if (Number.isInteger(level)) return this.levels[level][from / 2 ** level];
    const middle = from + split(to - from);
    return node(this.root(from, middle), this.root(middle, to));
  }

  inclusion(index, from, to) {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle
      ? [...this.inclusion(index, from, middle), this.root(middle, to)]
      : [...this.inclusion(index, middle, to), this.root(from, middle)];
  }

  consistency(size, from, to, whole = true) {
    if (size === to) return whole ? [] : [this.root(from, to)];
    const middle = from + split(to - from);
    return size <= middle
      ? [...this.consistency(size, from, middle, whole), this.root(middle, to)]
      : [...this.consistency(size, middle, to, false), this.root(from, middle)];
  }
}

/** RFC 9162, 2.1.3.2. */
function isIncluded(data, index, size, proof, root) {
  let [at, last, hash] = [index, size - 1, sha256(Buffer.from([0]), data)];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = node(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = node(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return index < size && last === 0 && hash.equals(root);
}

/** RFC 9162, 2.1.4.2. */
function isConsistent(size, larger, root, largerRoot, proof) {
  if (size === larger) return proof.length === 0 && root.equals(largerRoot);
  const path = Number.isInteger(Math.log2(size)) ? [root, ...proof] : proof;
  if (size < 1 || size > larger || path.length === 0) return false;
  let [at, last] = [size - 1, larger - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [small, large] = [path[0], path[0]];
  for (const sibling of path.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [small, large] = [node(sibling, small), node(sibling, large)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      large = node(large, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && small.equals(root) && large.equals(largerRoot);
}

// ---------------------------------------------------------------- what is signed

/** The text of a note that the key has signed, or nothing. */
function opened(note, name, publicKey) {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return null;
  const [body, lines] = [note.slice(0, end + 1), note.slice(end + 2).split('\n')];
  const id = sha256(utf8(`${name}\n`), Buffer.from([1]), publicKey).subarray(0, 4);
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]), format: 'der', type: 'spki',
  });
  const signed = lines.some((line) => {
    const signature = Buffer.from(line.startsWith(`— ${name} `) ? line.slice(name.length + 3) : '', 'base64');
    return signature.subarray(0, 4).equals(id) && verify(null, utf8(body), key, signature.subarray(4));
  });
  return signed ? body : null;
}

/** Digests of EIP-712 under the market's domain. */
class Digests {
  constructor(domain) {
    const type = 'EIP712Domain(string name,string version,bytes32 salt)';
    this.separator = keccak(keccak(utf8(type)), keccak(utf8('Proofworks')), keccak(utf8('1')), bytes(domain));
  }

  of(type, ...words) {
    return keccak(Buffer.from('1901', 'hex'), this.separator, keccak(keccak(utf8(type)), ...words));
  }

  binding(taskId, proverId) {
    return this.of('ProofBinding(bytes32 taskId,address proverId)', bytes(taskId), word(bytes(proverId)));
  }

  aggregateBinding(batchId, nodeId, epoch, aggregatorId) {
    const job = this.of('JobId(bytes32 batchId,int32 nodeId)', bytes(batchId), word(u32(nodeId)));
    return this.of('AggregateBinding(bytes32 jobId,int32 epoch,address aggregatorId)', job, word(u32(epoch)), word(bytes(aggregatorId)));
  }
}

/** How records name the bytes of an input. */
const inputDigest = (key, value) => keccak(key === null ? Buffer.from('ffffffff', 'hex') : u32(key.length), key ?? Buffer.alloc(0), value ?? Buffer.alloc(0));

// ---------------------------------------------------------------- the check

class Check {
  faults = [];
  counts = { records: 0, entries: 0, checkpoints: 0, movements: 0, receipts: 0, inclusions: 0 };
  journals = new Map(); // name -> { head, tree, hashes, signed }
  applied = new Map(); // coordinates -> [journal, index, inputDigest]
  balances = new Map();
  total = { brought: 0n, clearing: 0n };
  receipts = [];
  records = new Map(); // coordinates -> what receipts speak of
  notes = []; torn = new Set(); // of transactions that were ending while the file was made, others of theirs may be missing

  fault(where, what) { if (!this.torn.has(where)) this.faults.push(`${where}: ${what}`); }

  begin(header, key) {
    [this.domain, this.upTo] = [header.domain, BigInt(header.upTo)];
    this.digests = new Digests(header.domain);
    this.key = key ?? header.journalKey ?? null;
    if (this.key === null) this.fault('file', 'no journal key: nothing shows who signed the checkpoints');
  }

  record(topic, at, time, key, value, decode) {
    this.counts.records++;
    const where = at;
    const take = {
      'market.journal': (entry) => this.entry(where, entry),
      'market.checkpoints': (checkpoint) => this.notes.push([where, checkpoint]),
      'market.ledger': (movement) => this.movement(where, movement),
      'market.receipts': (receipt) => { this.receipts.push([where, receipt]); this.remember(where, time, key, value, null); },
      'market.reveals': (reveal) => this.remember(where, time, key, value, { proof: keccak(reveal.proof), taskId: reveal.taskId }),
      'market.aggregates': (aggregate) => this.remember(where, time, key, value, { aggregate: aggregate.aggregate }),
    }[topic];
    if (take === undefined || value === null) return;
    try {
      take(decode());
    } catch (e) { // what outsiders write may be anything
      if (!['market.reveals', 'market.aggregates'].includes(topic)) this.fault(where, `cannot be read: ${e.message}`);
    }
  }

  remember(where, time, key, value, says) {
    this.records.set(where, { time, digest: hex(inputDigest(key, value)), says });
  }

  journal(name) {
    if (!this.journals.has(name)) {
      this.journals.set(name, { head: keccak(text('proofworks/journal/v1'), bytes(this.domain), text(name)), tree: new Tree(), hashes: [], signed: null });
    }
    return this.journals.get(name);
  }

  entry(where, entry) {
    this.counts.entries++;
    const journal = this.journal(entry.journal);
    const index = journal.tree.size;
    const input = entry.input;
    const clocks = [...entry.clocks].sort(([a], [b]) => (a < b ? -1 : 1));
    const hash = keccak(
      journal.head, u64(entry.sequence), text(input.topic), u32(input.partition), u64(input.offset), u64(input.time),
      bytes(entry.inputDigest), u32(clocks.length), ...clocks.flatMap(([name, time]) => [text(name), u64(time)]), bytes(entry.outcomeDigest),
    );
    if (entry.sequence !== BigInt(index)) this.fault(where, `${entry.journal} has ${entry.sequence} where ${index} comes`);
    if (entry.previousHash !== hex(journal.head)) this.fault(where, `${entry.journal} ${index} does not follow the entry before`);
    if (entry.entryHash !== hex(hash)) this.fault(where, `${entry.journal} ${index} has another hash than its fields`);
    journal.head = hash;
    journal.tree.append(hash);
    journal.hashes.push(hash);
    const at = `${input.topic}-${input.partition}@${input.offset}`;
    if (!entry.clocks.has('(deadlines)') && !this.applied.has(at)) this.applied.set(at, [entry.journal, index, entry.inputDigest, input.time]);
  }

  movement(where, m) {
    this.counts.movements++;
    const own = this.balances.get(m.account) ?? { FREE: 0n, RESERVED: 0n, ESCROW: 0n, PAID: 0n, BURNED: 0n };
    this.balances.set(m.account, own);
    if (m.amount < 0n) this.fault(where, 'a negative amount');
    for (const [bucket, amount] of [[m.fromBucket, -m.amount], [m.toBucket, m.amount]]) {
      if (bucket in own) own[bucket] += amount;
      else if (bucket === 'EXTERNAL') this.total.brought -= amount;
      else if (bucket === 'CLEARING') this.total.clearing += amount;
      else this.fault(where, `no bucket: ${bucket}`);
    }
    for (const bucket of Object.keys(own)) {
      if (own[bucket] < 0n) this.fault(where, `${bucket} of ${m.account} is below zero`);
      if (own[bucket] !== m[bucket.toLowerCase()]) {
        this.fault(where, `${bucket} of ${m.account} is ${own[bucket]}, not ${m[bucket.toLowerCase()]}`);
        own[bucket] = m[bucket.toLowerCase()];
      }
    }
  }

  checkpoint(where, record) {
    const origin = `proofworks/${this.domain}/${record.journal}`;
    const body = this.key === null ? record.note.slice(0, record.note.lastIndexOf('\n\n') + 1) : opened(record.note, origin, Buffer.from(this.key, 'hex'));
    if (body === null) return this.fault(where, 'not signed by the journal key');
    const [name, size, root] = body.split('\n');
    const journal = this.journals.get(record.journal);
    if (name !== origin || size !== String(record.treeSize)) return this.fault(where, `a checkpoint of ${name} at ${size}`);
    if (journal === undefined || Number(size) > journal.tree.size) return this.fault(where, `${record.journal} has no ${size} entries`);
    const next = { size: Number(size), root: Buffer.from(root, 'base64') };
    const before = journal.signed;
    if (!journal.tree.root(0, next.size).equals(next.root)) return this.fault(where, `${record.journal} has another root at ${size}`);
    if (before !== null) {
      if (next.size <= before.size) return this.fault(where, `${record.journal} goes from ${before.size} to ${next.size}`);
      const proof = journal.tree.consistency(before.size, 0, next.size);
      if (!isConsistent(before.size, next.size, before.root, next.root, proof)) this.fault(where, `does not continue ${before.size}`);
    }
    journal.signed = next;
    this.counts.checkpoints++;
  }

  /** That a record is an entry under a signed root; one that came after the last checkpoint is not yet. */
  included(where, at, { digest, time }) {
    const found = this.applied.get(at);
    if (found === undefined) return this.fault(where, `${at} is in no journal`);
    const [name, index, stated, appended] = found;
    if (stated !== digest) return this.fault(where, `${name} ${index} has another digest of ${at} than its bytes`);
    if (appended !== time) return this.fault(where, `${name} ${index} has another time of ${at}`);
    const { tree, hashes, signed } = this.journals.get(name);
    if (signed === null || index >= signed.size) return;
    if (!isIncluded(hashes[index], index, signed.size, tree.inclusion(index, 0, signed.size), signed.root)) {
      this.fault(where, `${at} is not under the root of ${name} at ${signed.size}`);
    }
    this.counts.inclusions++;
  }

  receipt(where, receipt) {
    this.counts.receipts++;
    for (const child of receipt.children) {
      const at = `${child.reveal.topic}-${child.reveal.partition}@${child.reveal.offset}`;
      const reveal = this.records.get(at);
      if (reveal === undefined) { this.fault(where, `the reveal at ${at} is not there`); continue; }
      const task = child.adoptedFrom ?? child.taskId;
      if (reveal.says.taskId !== task || hex(reveal.says.proof) !== child.proofDigest) this.fault(where, `shard ${child.shardIndex} is not what ${at} reveals`);
      if (child.binding !== null && !child.binding.equals(this.digests.binding(task, child.proverId))) {
        this.fault(where, `shard ${child.shardIndex} is bound to another prover`);
      }
      this.included(where, at, reveal);
    }
    if (receipt.outcome === 'SETTLED') this.root(where, receipt);
  }

  root(where, receipt) {
    const mine = receipt.aggregators.filter((a) => a.aggregatorId === receipt.rootAggregatorId);
    const bound = mine.some((a) => this.digests.aggregateBinding(receipt.batchId, a.nodeId, a.epoch, a.aggregatorId).equals(receipt.rootBinding));
    if (!bound) this.fault(where, 'the root proof is bound to another aggregator');
    const input = receipt.rootInput;
    const aggregate = input === null ? undefined : this.records.get(`${input.topic}-${input.partition}@${input.offset}`);
    if (!aggregate?.says.aggregate.equals(receipt.rootProof)) this.fault(where, 'the root proof is not that of its aggregate');
  }

  end() {
    this.notes.forEach(([where, record]) => this.checkpoint(where, record));
    for (const [name, journal] of this.journals) if (journal.signed === null) this.fault(name, 'is not signed for');
    this.receipts.forEach(([where, receipt]) => this.receipt(where, receipt));
    const { brought, clearing } = this.total;
    const held = [...this.balances.values()].flatMap(Object.values).reduce((a, b) => a + b, clearing);
    if (held !== brought) this.fault('market.ledger', `${held} is held of ${brought} that was brought in`);
    if (clearing < 0n && this.torn.size === 0) this.fault('market.ledger', `${-clearing} was credited that nobody paid`);
    if (this.counts.entries === 0) this.fault('market.journal', 'there is nothing to check');
  }
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'journal-key': { type: 'string' } } });
  const [check, readers, ids] = [new Check(), new Map(), new Map()];
  let [place, ended, records] = [null, false, 0];
  const lines = createInterface({ input: createReadStream(positionals[0]).pipe(createGunzip()), crlfDelay: Infinity });
  for await (const line of lines) {
    const it = JSON.parse(line);
    const raw = (field) => (it[field] === undefined ? null : Buffer.from(it[field], 'base64'));
    if (it.format !== undefined) {
      if (it.format !== 'proofworks-log/1') throw new Error(`cannot read ${it.format}`);
      check.begin(it, values['journal-key']);
    } else if (it.schemaOf !== undefined) readers.set(it.schemaOf, new Avro(it.schema));
    else if (it.schemaId !== undefined) ids.set(it.schemaId, new Avro(it.schema));
    else if (it.gapOf !== undefined) check.fault(`${it.gapOf}-${it.partition}@${it.from}`, 'gone');
    else if (it.topic !== undefined) place = it;
    else if (it.o !== undefined) {
      records++;
      const where = `${place.topic}-${place.partition}@${it.o}`;
      if (BigInt(it.o) >= BigInt(place.whole ?? place.to) && BigInt(it.t) >= check.upTo - 60000n) check.torn.add(where);
      const [key, value] = [raw('k'), raw('v')];
      const marked = key === null && it.h?.some((header) => header.n === 'tick');
      if (marked && (value === null || [0, 80].includes(value.length))) continue; // a tick says what time it is, and no more
      const decode = () => {
        if (value.length < 5 || value[0] !== 0) throw new Error('not framed');
        return (ids.get(value.readInt32BE(1)) ?? readers.get(place.topic)).read(value.subarray(5));
      };
      check.record(place.topic, where, BigInt(it.t), key, value, decode);
    } else if (it.end !== undefined) ended = Number(it.end) === records;
  }
  if (!ended) throw new Error('cut off');
  check.end();
  [...check.faults, JSON.stringify({ ...check.counts, faults: check.faults.length })].forEach((line) => console.log(line));
  return check.faults.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((e) => { console.log(`the file: ${e.message}`); return 1; });
