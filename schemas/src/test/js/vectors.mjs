// Recomputes every vector with viem, noble and kafkajs; says the first that differs and fails.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ed25519 } from "@noble/curves/ed25519";
import { secp256k1 } from "@noble/curves/secp256k1";
import { hashTypedData, hexToBytes, keccak256, recoverAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";

const murmur2 = createRequire(import.meta.url)(
  "kafkajs/src/producer/partitioners/default/murmur2",
);
const directory = process.argv[2];
const read = (file) => {
  const cases = JSON.parse(readFileSync(join(directory, file), "utf8"));
  assert.ok(cases.length > 0, `${file} has no cases`);
  return cases;
};
const same = (found, expected, what) => assert.equal(found, expected, what);

for (const [i, c] of read("keccak.json").entries()) {
  same(keccak256(c.input), c.digest, `keccak ${i}`);
}

for (const [i, c] of read("digests.json").entries()) {
  same(hashTypedData(c.typedData), c.digest, `digest ${i} ${c.encodeType}`);
}

for (const [i, c] of read("owner-signatures.json").entries()) {
  const account = privateKeyToAccount(c.secret);
  same(account.address.toLowerCase(), c.address, `owner address ${i}`);
  const compact = hexToBytes(c.signature).slice(0, 64);
  const signature = secp256k1.Signature.fromCompact(compact);
  same(!signature.hasHighS(), c.recovers, `owner low s ${i}`);
  if (c.recovers) {
    same(await account.sign({ hash: c.digest }), c.signature, `owner signature ${i}`);
    const signer = await recoverAddress({ hash: c.digest, signature: c.signature });
    same(signer.toLowerCase(), c.address, `owner recovery ${i}`);
  }
}

const verifies = (signature, digest, key) => {
  try {
    return ed25519.verify(hexToBytes(signature), hexToBytes(digest), hexToBytes(key), {
      zip215: false,
    });
  } catch {
    return false;
  }
};

for (const [i, c] of read("session-signatures.json").entries()) {
  const key = ed25519.getPublicKey(hexToBytes(c.seed));
  assert.deepEqual(key, hexToBytes(c.publicKey), `session key ${i}`);
  same(verifies(c.signature, c.digest, c.publicKey), c.verifies, `session signature ${i}`);
}

for (const [i, c] of read("messages.json").entries()) {
  const what = `message ${i} ${c.message}`;
  same(hashTypedData(c.typedData), c.digest, what);
  if (c.signer) {
    const signer = await recoverAddress({ hash: c.digest, signature: c.signature });
    same(signer.toLowerCase(), c.signer, what);
  } else {
    same(verifies(c.signature, c.digest, c.sessionKey), true, what);
  }
}

for (const [i, c] of read("partitions.json").entries()) {
  const hash = murmur2(Buffer.from(hexToBytes(c.keyBytes))) & 0x7fffffff;
  same(hash % c.partitions, c.partition, `partition ${i} of ${c.key}`);
}

console.log("all vectors agree");
