// What a client of a Proofworks market needs beside Kafka: Avro in the Confluent wire format, and the digests that are signed.
import { readFileSync } from 'node:fs';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { parseArgs } from 'node:util';
import avro from 'avsc';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { hashTypedData, keccak256, toHex } from 'viem';

/** Avro's long as BigInt: amounts do not fit into a double. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer) => buffer.readBigInt64LE(),
  toBuffer: (value) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a === b ? 0 : a < b ? -1 : 1),
});

/** The digest by which a verdict names its input: of the key with its length, and the value. */
export function recordDigest(key, value) {
  const keyBytes = Buffer.from(key, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(keyBytes.length);
  return keccak256(Buffer.concat([length, keyBytes, value]));
}

/** The options of a program, each required unless it has a default; ends with what is missing. */
export function options(defaults) {
  const names = Object.keys(defaults);
  const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  const missing = names.filter((name) => values[name] === undefined && defaults[name] === undefined);
  if (missing.length > 0) {
    console.error(`missing: ${missing.map((name) => `--${name}`).join(', ')}`);
    process.exit(2);
  }
  return { ...defaults, ...values };
}

export class Market {
  #schemas = new Map();

  constructor({ bootstrap, registry, domain, clientId }) {
    this.registry = registry;
    this.domain = domain;
    this.kafka = new Kafka({ clientId, brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  }

  /** Keys decide the partition by murmur2: another partitioner is answered WRONG_PARTITION. */
  producer() {
    return this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  async #schema(path) {
    if (!this.#schemas.has(path)) {
      const answer = await fetch(`${this.registry}${path}`);
      if (!answer.ok) throw new Error(`${this.registry}${path} answers ${answer.status}: ${await answer.text()}`);
      const { id, schema } = await answer.json();
      const type = avro.Type.forSchema(JSON.parse(schema), { registry: { long: LONG } });
      this.#schemas.set(path, { id, type });
    }
    return this.#schemas.get(path);
  }

  /** The value as the topic takes it: a zero, the schema's id, the record. */
  async encode(topic, value) {
    const { id, type } = await this.#schema(`/subjects/${topic}-value/versions/latest`);
    const head = Buffer.alloc(5);
    head.writeInt32BE(id, 1);
    return Buffer.concat([head, type.toBuffer(value)]);
  }

  /** The record of a message; undefined for ticks, which only say what time it is. */
  async decode(message) {
    if (message.headers?.tick !== undefined || message.value === null) return undefined;
    const { type } = await this.#schema(`/schemas/ids/${message.value.readInt32BE(1)}`);
    return type.fromBuffer(message.value.subarray(5));
  }

  /** The EIP-712 digest of a message of this market. */
  digest(primaryType, message) {
    return hashTypedData({
      domain: { name: 'Proofworks', version: '1', salt: this.domain },
      types: TYPES,
      primaryType,
      message,
    });
  }

  /**
   * Reads topics from their beginning, committed records only, and calls back for each record and once when all that was there
   * has been read.
   */
  async follow(groupId, topics, onRecord, onCaughtUp) {
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = new Map();
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        if (BigInt(high) > 0n) ends.set(`${topic}-${partition}`, BigInt(high));
      }
    }
    await admin.disconnect();
    const consumer = this.kafka.consumer({ groupId, sessionTimeout: 10000 });
    await consumer.connect();
    for (const topic of topics) await consumer.subscribe({ topic, fromBeginning: true });
    if (ends.size === 0) onCaughtUp();
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: async ({ batch, resolveOffset, heartbeat }) => {
        for (const message of batch.messages) {
          const value = await this.decode(message);
          if (value !== undefined) onRecord(batch.topic, value, message);
          resolveOffset(message.offset);
        }
        await heartbeat();
        const at = `${batch.topic}-${batch.partition}`;
        // ticks come several times a second, so every end is passed soon
        if (ends.has(at) && BigInt(batch.lastOffset()) + 1n >= ends.get(at)) {
          ends.delete(at);
          if (ends.size === 0) onCaughtUp();
        }
      },
    });
    return consumer;
  }
}

const field = (name, type) => ({ name, type });
const TYPES = {
  Registration: [
    field('proverId', 'address'),
    field('sessionKey', 'bytes'),
    field('sessionExpiry', 'int64'),
    field('roles', 'string[]'),
    field('capacity', 'int32'),
    field('hardwareClass', 'string'),
    field('vendor', 'string'),
    field('region', 'string'),
    field('clientBuild', 'string'),
    field('offers', 'StandingOffer[]'),
    field('registrationNonce', 'int64'),
  ],
  StandingOffer: [field('taskClass', 'string'), field('proofSystem', 'string'), field('pricePerWeight', 'int64')],
  Heartbeat: [
    field('proverId', 'address'),
    field('sequence', 'int64'),
    field('capacity', 'int32'),
    field('inFlight', 'int32'),
    field('draining', 'bool'),
    field('declines', 'Decline[]'),
  ],
  Decline: [field('taskId', 'bytes32'), field('epoch', 'int32')],
  ProofCommitment: [
    field('taskId', 'bytes32'),
    field('proverId', 'address'),
    field('proofDigest', 'bytes32'),
    field('nonce', 'bytes32'),
  ],
  Commitment: [
    field('taskId', 'bytes32'),
    field('epoch', 'int32'),
    field('proverId', 'address'),
    field('commitment', 'bytes32'),
  ],
  AggregationGrant: [
    field('taskId', 'bytes32'),
    field('proverId', 'address'),
    field('batchId', 'bytes32'),
    field('aggregatorId', 'address'),
  ],
  Reveal: [
    field('taskId', 'bytes32'),
    field('epoch', 'int32'),
    field('proverId', 'address'),
    field('proof', 'bytes'),
    field('nonce', 'bytes32'),
    field('grant', 'Grant'),
  ],
  Grant: [field('batchId', 'bytes32'), field('aggregatorId', 'address'), field('signature', 'bytes')],
};

/** An Ed25519 key that signs what a prover does all day; the owner's key signs only that it may. */
export class SessionKey {
  static #PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex'); // PKCS#8 of a seed, RFC 8410

  constructor(seed) {
    this.key = createPrivateKey({ key: Buffer.concat([SessionKey.#PREFIX, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.key).export({ format: 'der', type: 'spki' }).subarray(-32);
  }

  sign(digest) {
    return sign(null, Buffer.from(digest.slice(2), 'hex'), this.key);
  }
}

export const hex = (bytes) => toHex(bytes);
export const bytes = (text) => Buffer.from(text.slice(2), 'hex');
export const proofDigest = (proof) => keccak256(proof);
export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
