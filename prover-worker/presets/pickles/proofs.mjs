// Proofs and their bytes: what Pickles writes as base64, as it is, 26 kB of text. Public inputs are not among them.
import { Field, verify as verifyPickles } from 'o1js';
import { Ledger, Step } from './ledger.mjs';
import { states } from './trace.mjs';

const NONE = Buffer.alloc(32);

export const bytesOf = (proof) => Buffer.from(proof.toJSON().proof, 'base64');

export function stepOf(publicInputs, binding = NONE) {
  const half = (from) => Field(BigInt(`0x${binding.toString('hex', from, from + 16)}`));
  return new Step({ ...states(publicInputs), binding: [half(0), half(16)] });
}

function json(step, bytes) {
  return {
    publicInput: Step.toFields(step).map((f) => f.toString()),
    publicOutput: [],
    maxProofsVerified: 2,
    proof: bytes.toString('base64'),
  };
}

/** The proof of a step; null when the bytes are no proof or not in the one form. */
export async function proofOf(step, bytes) {
  try {
    const proof = await Ledger.Proof.fromJSON(json(step, bytes));
    return bytesOf(proof).equals(bytes) ? proof : null;
  } catch {
    return null;
  }
}

/** Whether the bytes prove the step under the key. */
export async function check(step, bytes, key) {
  if ((await proofOf(step, bytes)) === null) return { nonCanonical: 'not a proof of Pickles in its one form' };
  try {
    return (await verifyPickles(json(step, bytes), key.toString('base64'))) ? { valid: true } : { invalid: 'the proof does not verify' };
  } catch (e) {
    return { invalid: `the proof does not verify: ${String(e.message ?? e).slice(0, 200)}` };
  }
}
