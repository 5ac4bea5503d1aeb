// What is known of the ledger beforehand: the key that its circuit compiles to, and a proof of one transfer that verifies under it.
import { readFileSync } from 'node:fs';

const text = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const { publicInputs, proof } = JSON.parse(text('known-proof.json'));

export const KEY = text('verification-key.txt').trim();

export const KNOWN = { publicInputs: Buffer.from(publicInputs, 'base64'), proof: Buffer.from(proof, 'base64') };
