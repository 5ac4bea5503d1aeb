// Proofs and their bytes: what Pickles writes as base64, as it is, 26 kB of text. Public inputs are not among them.
import { Field, verify as verifyPickles } from 'o1js';
import { flaw } from './form.mjs';
import { KEY, KNOWN } from './known.mjs';
import { Ledger, Step } from './ledger.mjs';
import { Refusal, states } from './trace.mjs';

const NONE = Buffer.alloc(32);
const NOT_OF_PICKLES = { nonCanonical: 'not a proof of Pickles in its one form' };

export const bytesOf = (proof) => Buffer.from(proof.toJSON().proof, 'base64');

export function stepOf(publicInputs, binding = NONE) {
  if (binding.length !== NONE.length) throw new Refusal(`a binding has ${NONE.length} bytes, not ${binding.length}`);
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
  if (flaw(bytes) !== null) return null;
  const proof = await Ledger.Proof.fromJSON(json(step, bytes));
  return bytesOf(proof).equals(bytes) ? proof : null;
}

/** Whether the bytes prove the step. */
export async function check(step, bytes) {
  const why = flaw(bytes);
  return why === null ? decided(() => asked(step, bytes), isSound) : { nonCanonical: why };
}

async function asked(step, bytes) {
  if ((await proofOf(step, bytes)) === null) return NOT_OF_PICKLES;
  return (await verifyPickles(json(step, bytes), KEY)) ? { valid: true } : { invalid: 'the proof does not verify' };
}

/** Whether Pickles still does what it should. */
async function isSound() {
  return (await asked(stepOf(KNOWN.publicInputs), KNOWN.proof)).valid === true;
}

/**
 * A verdict. A question that throws may be about a bad proof, or asked of a Pickles without memory or threads: it is the proof's
 * fault if a good proof verifies here and now, and the question throws once more. Throws when Pickles is not sound.
 */
export async function decided(question, sound) {
  try {
    return await question();
  } catch (e) {
    console.error(e);
  }
  if (!(await sound())) throw new Error('a good proof does not verify');
  try {
    return await question();
  } catch (e) {
    console.error(e);
    return { invalid: 'Pickles cannot verify it' };
  }
}
