// The one form of a proof's text, looked at before Pickles reads it. Pickles takes points beside the curve, some lists of any length
// and any size of a domain: for 2^30 it takes 2 GB and traps, and one pair too many in `lr` ends a thread of its pool, for which it
// waits for ever.
import { KNOWN } from './known.mjs';

export const MAX_PROOF_BYTES = 32768;

/** The two fields; either curve is y² = x³ + 5 over one of them. */
const FP = 0x40000000000000000000000000000000224698fc094cf91b992d30ed00000001n;
const FQ = 0x40000000000000000000000000000000224698fc0994a8dd8c46eb2100000001n;

/** A number, and a word of 64 bits; a form has these signs in their stead. */
const NUMBER = /0x[0-9A-F]{64}/g;
const WORD = /[0-9a-f]{16}/g;
const SIGNS = /[#%]/;

/** What the numbers are from a name on, in the order of the text. */
const SECTIONS = [
  ['(messages_for_next_wrap_proof', FQ, 'points'],
  ['(messages_for_next_step_proof', FP, 'points'],
  ['(prev_evals', FP, 'scalars'],
  ['(commitments', FP, 'points'],
  ['(evaluations', FQ, 'scalars'],
  ['(lr', FP, 'points'],
  ['(z_1', FQ, 'scalars'],
  ['(delta', FP, 'points'],
];

const form = (text) => text.replace(NUMBER, '#').replace(WORD, '%');

const FORMS = forms(form(KNOWN.proof.toString('latin1')));

/** A proof of transfers, known, is of no other proofs; those of one and of two carry a point and sixteen challenges of each. */
function forms(known) {
  const [challenges] = known.match(/(?<=\(bulletproof_challenges)\(.*?\)(?=\)\(branch_data)/);
  const branch = (proofs, log2) =>
    known
      .replace('N0)(domain_log2"\\r")', `N${proofs})(domain_log2"${log2}")`)
      .replace(
        '(challenge_polynomial_commitments())(old_bulletproof_challenges())',
        `(challenge_polynomial_commitments(${'(# #)'.repeat(proofs)}))(old_bulletproof_challenges(${challenges.repeat(proofs)}))`);
  return new Set([known, branch(1, '\\014'), branch(2, '\\015')]);
}

/** Why the bytes are no proof, as far as Pickles need not be asked; null when nothing speaks against it. */
export function flaw(bytes) {
  const text = bytes.length <= MAX_PROOF_BYTES ? bytes.toString('latin1') : '';
  if (SIGNS.test(text) || !FORMS.has(form(text))) return 'not the form of a proof';
  return SECTIONS.every((_, i) => isSound(text, i)) ? null : 'a number above its field, or a point beside its curve';
}

function isSound(text, i) {
  const [name, order, kind] = SECTIONS[i];
  const to = i + 1 < SECTIONS.length ? text.indexOf(SECTIONS[i + 1][0]) : text.length;
  const numbers = (text.slice(text.indexOf(name), to).match(NUMBER) ?? []).map(BigInt);
  return numbers.every((n) => n < order) && (kind === 'scalars' || areOnCurve(numbers, order));
}

function areOnCurve(coordinates, order) {
  return coordinates.every((x, i) => i % 2 === 1 || (coordinates[i + 1] ** 2n - x ** 3n - 5n) % order === 0n);
}
