// Checks an export of a market's log with nothing of Proofworks and nothing but Node: checkpoints and that none is missing, the chain of
// entries under them, the ledger's sums, receipts. Written from docs/journal.md and docs/messages.md.
//
//   node check.mjs EXPORT.log.gz [--journal-key HEX] [--domain 0x...]
//
// The market that is checked is the export's first, or that of --domain. Says what it checked, and each fault with its place; ends with 1
// if there is one, or if there was nothing to check, and with 2 if the file cannot be read.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';

// ---------------------------------------------------------------- Keccak-256, as Ethereum has it
const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14];
const ROUNDS = `0000000000000001 0000000000008082 800000000000808a 8000000080008000 000000000000808b 0000000080000001 8000000080008081
  8000000000008009 000000000000008a 0000000000000088 0000000080008009 000000008000000a 000000008000808b 800000000000008b 8000000000008089
  8000000000008003 8000000000008002 8000000000000080 000000000000800a 800000008000000a 8000000080008081 8000000000008080 0000000080000001
  8000000080008008`.split(/\s+/).map((word) => [parseInt(word.slice(8), 16), parseInt(word.slice(0, 8), 16)]);

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
    const turned = [0, 2, 4, 6, 8].map((at) => rotated(parity[at], parity[at + 1], 1));
    for (let from = 0; from < 25; from++) {
      const [x, y] = [from % 5, Math.floor(from / 5)];
      const [left, right, to] = [((x + 4) % 5) * 2, turned[(x + 1) % 5], 2 * (y + 5 * ((2 * x + 3 * y) % 5))];
      const [l, h] = [state[2 * from] ^ parity[left] ^ right[0], state[2 * from + 1] ^ parity[left + 1] ^ right[1]];
      [moved[to], moved[to + 1]] = rotated(l, h, ROTATIONS[from]);
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
  const [RATE, message] = [136, Buffer.concat(parts)];
  const padded = Buffer.concat([message, Buffer.alloc(RATE - (message.length % RATE))]);
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
  names = new Map();

  constructor(schema) {
    this.root = this.named(JSON.parse(schema), '');
  }

  /** Finds the types that others refer to by name. */
  named(type, space) {
    if (Array.isArray(type)) return type.map((one) => this.named(one, space));
    if (typeof type === 'string') return type;
    if (typeof type.type === 'object') return this.named(type.type, space);
    const [own, inner] = [{ ...type }, type.namespace ?? space];
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
    [this.data, this.at] = [data, 0];
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

// ---------------------------------------------------------------- Merkle trees of RFC 6962
/** Of a tree that grows, the roots of its whole subtrees, the largest first. */
class Tree {
  size = 0; peaks = [];

  append(data) {
    this.size++;
    this.peaks.push(sha256(Buffer.from([0]), data));
    for (let left = this.size; left % 2 === 0; left /= 2) this.peaks.push(this.node(...this.peaks.splice(-2)));
  }

  node(left, right) { return sha256(Buffer.from([1]), left, right); }
  root() { return this.peaks.reduceRight((right, left) => this.node(left, right)); }
}

// ---------------------------------------------------------------- what is signed
/** The text of a note that the key has signed, or nothing. */
function opened(note, name, publicKey) {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return null;
  const [body, lines] = [note.slice(0, end + 1), note.slice(end + 2).split('\n')];
  const id = sha256(utf8(`${name}\n`), Buffer.from([1]), publicKey).subarray(0, 4);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') }, format: 'jwk' });
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
const MINUTE = 60_000n; // of log time: what waits has had its turn, and the last one of a market that goes on may be read in part
const APART = 5_000n; // by how much the clocks of two brokers may differ
const UNSIGNED = 10_000n; // of log time that entries may have without a checkpoint among them
const TICKS_MISSING = 10_000n; // the tickers were away where there is none for so long
const OURS = ['market.journal', 'market.checkpoints', 'market.ledger', 'market.receipts']; // of what only the market writes, what is read here
const max = (a, b) => (a > b ? a : b);
const sum = (moves) => moves.reduce((total, [, , amount]) => total + amount, 0n);
const place = ({ topic, partition, offset }) => `${topic}-${partition}@${offset}`;

class Check {
  faults = [];
  counts = { records: 0, entries: 0, checkpoints: 0, movements: 0, receipts: 0, inclusions: 0 };
  journals = new Map(); // name -> { head, entries, claims: size -> [where, root], largest, signed }
  applied = new Map(); // coordinates -> [journal, index, inputDigest, time]
  balances = new Map();
  brought = 0n;
  clearing = []; // what went in, and out as negative: [where, time, amount]
  receipts = [];
  records = new Map(); // coordinates -> what receipts speak of
  notes = [];
  upTo = 0n; // the latest append time of all records
  ticks = new Map(); // partition -> { since, last }, of ticks without a gap
  tails = new Map(); // partition of ours -> [where, time] from where on transactions were ending while the file was made
  torn = new Set(); // of such, those of the last minute: others of their transactions may be missing

  constructor(header, key, domain) {
    [this.first, this.domain] = [header.domain, domain ?? header.domain];
    this.digests = new Digests(this.domain);
    [this.says, this.key] = [BigInt(header.upTo), key ?? header.journalKey ?? null];
    if (this.key === null) this.fault('file', 'no journal key: nothing shows who signed the checkpoints');
  }

  fault(where, what) { this.faults.push(`${where}: ${what}`); }

  /** What is no fault of a record whose transaction may have been read in part; all else is what the record says, and certain. */
  missing(where, what) { if (!this.torn.has(where)) this.fault(where, what); }

  /** Every record, ticks as well; torn says whether the file says that its transaction may have been read in part. */
  time(partition, where, time, { tick, torn }) {
    this.upTo = max(this.upTo, time);
    if (torn) this.tails.set(partition, this.tails.get(partition) ?? []).get(partition).push([where, time]);
    if (!tick) return;
    const known = this.ticks.get(partition) ?? { since: time, last: time };
    this.ticks.set(partition, { since: time - known.last > TICKS_MISSING ? time : known.since, last: max(known.last, time) });
  }

  record(topic, where, time, { key, value }, decode) {
    const remember = (says) => this.records.set(where, { time, digest: hex(inputDigest(key, value)), says });
    const take = {
      'market.journal': (entry) => this.entry(where, time, entry),
      'market.checkpoints': (checkpoint) => this.notes.push([where, checkpoint]),
      'market.ledger': (movement) => this.movement(where, time, movement),
      'market.receipts': (receipt) => this.receipts.push([where, receipt]),
      'market.reveals': (reveal) => remember({ proof: hex(keccak(reveal.proof)), taskId: reveal.taskId }),
      'market.aggregates': (aggregate) => remember({ aggregate: aggregate.aggregate }),
    }[topic];
    this.counts.records++;
    if (take === undefined || value === null) return;
    try {
      const record = decode();
      if ((record.domain ?? this.first) === this.domain) take(record); // an entry of the first market's journals names none
    } catch (e) { // what outsiders write may be anything
      if (OURS.includes(topic)) this.fault(where, `cannot be read: ${e.message}`);
    }
  }

  entry(where, written, entry) {
    this.counts.entries++;
    const head = () => keccak(text('proofworks/journal/v1'), bytes(this.domain), text(entry.journal));
    const journal = this.journals.get(entry.journal) ?? { head: head(), entries: [], claims: new Map(), largest: 0, signed: 0 };
    this.journals.set(entry.journal, journal);
    const [index, input, at] = [journal.entries.length, entry.input, place(entry.input)];
    const clocks = [...entry.clocks].sort(([a], [b]) => (a < b ? -1 : 1));
    const hash = keccak(
      journal.head, u64(entry.sequence), text(input.topic), u32(input.partition), u64(input.offset), u64(input.time),
      bytes(entry.inputDigest), u32(clocks.length), ...clocks.flatMap(([name, time]) => [text(name), u64(time)]), bytes(entry.outcomeDigest),
    );
    if (entry.sequence !== BigInt(index)) this.fault(where, `${entry.journal} has ${entry.sequence} where ${index} comes`);
    if (entry.previousHash !== hex(journal.head)) this.fault(where, `${entry.journal} ${index} does not follow the entry before`);
    if (entry.entryHash !== hex(hash)) this.fault(where, `${entry.journal} ${index} has another hash than its fields`);
    journal.head = hash;
    journal.entries.push({ hash, where, written, at, time: input.time < written + APART ? input.time : written + APART });
    const counts = entry.journal === `task-${input.partition}` && !entry.clocks.has('(deadlines)');
    if (counts && !this.applied.has(at)) this.applied.set(at, [entry.journal, index, entry.inputDigest, input.time]);
  }

  movement(where, time, m) {
    this.counts.movements++;
    const own = this.balances.get(m.account) ?? { FREE: 0n, RESERVED: 0n, ESCROW: 0n, PAID: 0n, BURNED: 0n };
    this.balances.set(m.account, own);
    if (m.amount < 0n) this.fault(where, 'a negative amount');
    for (const [bucket, amount] of [[m.fromBucket, -m.amount], [m.toBucket, m.amount]]) {
      if (bucket in own) own[bucket] += amount;
      else if (bucket === 'EXTERNAL') this.brought -= amount;
      else if (bucket === 'CLEARING') this.clearing.push([where, time, amount]);
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
    if (name !== origin || size !== String(record.treeSize)) return this.fault(where, `a checkpoint of ${name} at ${size}`);
    const journal = this.journals.get(record.journal);
    if (journal === undefined || Number(size) > journal.entries.length) return this.missing(where, `${record.journal} has no ${size} entries`);
    if (Number(size) <= journal.largest) return this.fault(where, `${record.journal} goes from ${journal.largest} to ${size}`);
    journal.largest = Number(size);
    journal.claims.set(journal.largest, [where, Buffer.from(root, 'base64')]);
  }

  /** Whether what waits for ticks or for other records since a time has had its turn: a minute of ticks without a gap. */
  isDue(since) {
    const newest = [...this.ticks.values()].reduce((a, b) => (b.last > a.last ? b : a), { since: 0n, last: this.ticks.size === 0 ? this.upTo : 0n });
    return since < this.upTo - MINUTE && newest.last - max(since, newest.since) > MINUTE;
  }

  /**
   * Each root is that of the entries up to there, and so continues those before. The market signs the first entry, and then each first
   * input that is a second later than all that was signed.
   */
  signed(name, journal) {
    const tree = new Tree();
    let [latest, signedAt, first, last, overdue] = [0n, 0n, null, null, false]; // first and last of those that are not signed
    const late = () => this.missing(first.where, `${name} was not signed for from there on when it ought to have been`);
    for (const entry of journal.entries) {
      tree.append(entry.hash);
      latest = max(latest, entry.time);
      first ??= entry;
      overdue ||= last !== null && entry.at !== last.at && last.time - max(signedAt, first.time) > UNSIGNED && !this.torn.has(entry.where);
      last = entry;
      const [where, root] = journal.claims.get(tree.size) ?? [];
      if (root !== undefined && !tree.root().equals(root)) this.fault(where, `${name} has another root at ${tree.size}`);
      else if (root !== undefined) {
        if (overdue) late();
        this.counts.checkpoints++;
        journal.signed = tree.size;
        [signedAt, first, last, overdue] = [latest, null, null, false];
      }
    }
    if (first !== null && (journal.signed === 0 || overdue || this.isDue(first.written))) late();
  }

  /** That a record is an entry; whether that is signed for is the journal's. Of a topic whose time stepped back, an entry has the clock's. */
  included(where, at, { digest, time }) {
    const found = this.applied.get(at);
    if (found === undefined) return this.missing(where, `${at} is in no journal of tasks`);
    const [name, index, stated, taken] = found;
    if (stated !== digest) return this.fault(where, `${name} ${index} has another digest of ${at} than its bytes`);
    if (taken < time || taken > time + APART) return this.fault(where, `${name} ${index} has another time of ${at}`);
    if (index < this.journals.get(name).signed) this.counts.inclusions++;
  }

  receipt(where, receipt) {
    this.counts.receipts++;
    for (const child of receipt.children) {
      const at = place(child.reveal);
      const [reveal, task] = [this.records.get(at), child.adoptedFrom ?? child.taskId];
      if (reveal === undefined) { this.missing(where, `the reveal at ${at} is not there`); continue; }
      if (reveal.says.taskId !== task || reveal.says.proof !== child.proofDigest) this.fault(where, `shard ${child.shardIndex} is not what ${at} reveals`);
      if (child.binding?.equals(this.digests.binding(task, child.proverId)) === false) this.fault(where, `shard ${child.shardIndex} is bound to another prover`);
      this.included(where, at, reveal);
    }
    if (receipt.outcome === 'SETTLED') this.root(where, receipt);
  }

  root(where, receipt) {
    const isBound = (a) => receipt.rootBinding?.equals(this.digests.aggregateBinding(receipt.batchId, a.nodeId, a.epoch, a.aggregatorId));
    const bound = receipt.aggregators.some((a) => a.aggregatorId === receipt.rootAggregatorId && isBound(a));
    if (!bound) this.fault(where, 'the root proof is bound to another aggregator');
    const aggregate = this.records.get(place(receipt.rootInput ?? {}));
    if (aggregate === undefined) this.missing(where, 'the aggregate of the root proof is not there');
    else if (!receipt.rootProof?.equals(aggregate.says.aggregate ?? utf8(''))) this.fault(where, 'the root proof is not that of its aggregate');
  }

  /** What is in clearing is on its way: never less than nothing, and nothing is for more than a minute. */
  sums() {
    const [paid, credited] = [this.clearing.filter(([, , amount]) => amount > 0n), this.clearing.filter(([, , amount]) => amount < 0n)];
    const held = [...this.balances.values()].flatMap(Object.values).reduce((a, b) => a + b, sum(this.clearing));
    if (held !== this.brought) this.fault('market.ledger', `${held} is held of ${this.brought} that was brought in`);
    const unpaid = -sum(paid) - sum(credited.filter(([where]) => !this.torn.has(where)));
    if (unpaid > 0n) this.fault('market.ledger', `${unpaid} was credited that nobody paid`);
    const left = sum(paid.filter(([, time]) => this.isDue(time))) + sum(credited);
    if (left > 0n) this.fault('market.ledger', `${left} is in clearing, and nothing is on its way`);
  }

  end() {
    for (const tail of this.tails.values()) { // of each partition the last records, as far as all of them are of the last minute
      for (let i = tail.length - 1; i >= 0 && tail[i][1] >= this.upTo - MINUTE; i--) this.torn.add(tail[i][0]);
    }
    this.notes.forEach(([where, record]) => this.checkpoint(where, record));
    this.journals.forEach((journal, name) => this.signed(name, journal));
    this.receipts.forEach(([where, receipt]) => this.receipt(where, receipt));
    this.sums();
    if (this.says !== this.upTo) this.fault('file', `says that it goes up to ${this.says}, and its records do to ${this.upTo}`);
    if (this.counts.entries === 0) this.fault('market.journal', 'there is nothing to check');
    return this;
  }
}

// ---------------------------------------------------------------- the file
const require = (holds, otherwise) => { if (!holds) throw new Error(otherwise); };
const isKey = (key) => key === undefined || /^[0-9a-f]{64}$/i.test(key);

/** Hands each line of it to a check. */
class Export {
  schemas = new Map(); // by topic, by id
  partitions = new Set();
  records = 0;

  constructor(key, domain) { [this.key, this.domain] = [key, domain]; }

  line(it) {
    require(it?.constructor === Object && !this.ended, 'no object, or something after the end');
    require((it.format === undefined) === (this.check !== undefined), 'one header comes first, and no other');
    if (it.format !== undefined) this.head(it);
    else if (it.schema !== undefined) this.schemas.set(it.schemaOf ?? it.schemaId, new Avro(it.schema));
    else if (it.gapOf !== undefined) this.check.fault(`${it.gapOf}-${it.partition}@${it.from}`, 'gone');
    else if (it.topic !== undefined) this.partition(it);
    else if (it.o !== undefined) this.record(it);
    else if (it.end !== undefined) this.ended = Number(it.end) === this.records;
  }

  head(it) {
    require(it.format === 'proofworks-log/1', `cannot read ${it.format}`);
    require(/^0x[0-9a-f]{64}$/.test(it.domain) && isKey(it.journalKey), 'no domain, or no key');
    this.check = new Check(it, this.key, this.domain);
  }

  partition(it) {
    const [name, to] = [`${it.topic}-${it.partition}`, BigInt(it.to)];
    require(!this.partitions.has(name), `${name} stands there twice`);
    this.partitions.add(name);
    this.at = { topic: it.topic, name, next: BigInt(it.from), to, whole: OURS.includes(it.topic) ? BigInt(it.whole ?? to) : to };
  }

  record(it) {
    const [at, where, offset, time] = [this.at, `${this.at?.name}@${it.o}`, BigInt(it.o), BigInt(it.t)];
    require(at !== undefined && offset >= at.next && offset < at.to, `${where} is out of order`);
    [at.next, this.records] = [offset + 1n, this.records + 1];
    const [key, value] = [it.k, it.v].map((field) => (field === undefined ? null : Buffer.from(field, 'base64')));
    const marked = key === null && it.h?.some((header) => header.n === 'tick');
    const tick = marked && (value === null || [0, 80].includes(value.length)); // it says what time it is, and no more
    this.check.time(at.name, where, time, { tick, torn: offset >= at.whole });
    if (tick) return;
    this.check.record(at.topic, where, time, { key, value }, () => {
      require(value.length >= 5 && value[0] === 0, 'not framed');
      return (this.schemas.get(value.readInt32BE(1)) ?? this.schemas.get(at.topic)).read(value.subarray(5));
    });
  }
}

/** The lines of a compressed file. */
async function* lines(file) {
  let rest = '';
  const source = createReadStream(file).on('error', (e) => text.destroy(e));
  const text = source.pipe(createGunzip()).setEncoding('utf8');
  for await (const chunk of text) {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop();
    yield* whole;
  }
  if (rest !== '') yield rest;
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'journal-key': { type: 'string' }, domain: { type: 'string' } } });
  require(positionals.length === 1 && isKey(values['journal-key']), 'node check.mjs EXPORT.log.gz [--journal-key HEX] [--domain 0x...], a key has 64 digits');
  const file = new Export(values['journal-key'], values.domain);
  let number = 0;
  for await (const line of lines(positionals[0])) {
    number++;
    try { file.line(JSON.parse(line)); } catch (e) { throw new Error(`line ${number}: ${e.message}`); }
  }
  require(file.ended, 'it is cut off');
  const { faults, counts } = file.check.end();
  [...faults, JSON.stringify({ ...counts, faults: faults.length })].forEach((line) => console.log(line));
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = await main().catch((e) => { console.error(`cannot check: ${e.message}`); return 2; });
