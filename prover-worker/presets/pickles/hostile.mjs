// Proofs that nobody makes by accident, out of the text of a sound one. Pickles throws at many, and never answers one.
const NUMBER = /0x[0-9A-F]{64}/;
const POINT = /\(0x\w{64} 0x\w{64}\)/;
const CHALLENGE = /\(\(prechallenge\(\(inner\(\w+ \w+\)\)\)\)\)/;
const ABOVE = `0x${'F'.repeat(64)}`;

/** The pattern `part`, right after the name, becomes what `change` makes of it. */
const after = (text, name, part, change) => {
  const from = text.indexOf(name) + name.length;
  return text.slice(0, from) + text.slice(from).replace(part, change);
};

const twice = (part) => part + part;
const none = () => '';

function texts(sound) {
  const alter = (name, part, change) => after(sound, name, part, change);
  const [pair] = sound.slice(sound.indexOf('((lr(') + 5).match(/\(\(\w+ \w+\)\(\w+ \w+\)\)/);
  const lists = [['(w_comm(', POINT], ['(t_comm(', POINT], ['(evaluations((w(', POINT], ['(evals((w(', /\(\(\w+\)\(\w+\)\)/],
    ['((lr(', pair], ['(bulletproof_challenges(', CHALLENGE], ['(old_bulletproof_challenges((', CHALLENGE]];
  return {
    ...Object.fromEntries(lists.flatMap(([name, part]) => [
      [`one more in ${name}`, alter(name, part, twice)],
      [`one less in ${name}`, alter(name, part, none)],
    ])),
    'no pairs at all': sound.replace(/\(lr\(.*\)\)\(z_1/, '(lr())(z_1'),
    'two values where one is': alter('(w(((', NUMBER, (value) => `${value} ${value}`),
    'no value where one is': alter('(w(((', NUMBER, none),
    'a lookup nobody makes': sound.replace('(lookup_table())', `(lookup_table(((${ABOVE})(${ABOVE}))))`),
    'a joint combiner': sound.replace('(joint_combiner())', '(joint_combiner(((inner(0000000000000000 0000000000000000)))))'),
    'a feature': sound.replace('(rot false)', '(rot true)'),
    'of two proofs, and without them': sound.replace('proofs_verified N0', 'proofs_verified N2'),
    'of one proof, and its challenges missing': sound
      .replace('proofs_verified N0', 'proofs_verified N1')
      .replace('(challenge_polynomial_commitments())', `(challenge_polynomial_commitments(${sound.match(POINT)[0]}))`),
    'a domain of 2^30': sound.replace('"\\r"', '"\\030"'),
    'a domain of 2^255': sound.replace('"\\r"', '"\\255"'),
    'a number above the field': alter('(evaluations((w((', NUMBER, ABOVE),
    'a coordinate above the field': alter('((lr(((', NUMBER, ABOVE),
    'a point beside the curve': alter('(delta(', NUMBER, `0x${'0'.repeat(64)}`),
    'the origin for a point': alter('(w_comm(', POINT, `(${Array(2).fill(`0x${'0'.repeat(64)}`).join(' ')})`),
    'small letters': sound.replace(NUMBER, (number) => number.toLowerCase()),
    'the sign of a number': sound.replace(NUMBER, '#'),
    'a comment': sound.replace('((statement', '(;\n(statement'),
    'a blank': sound.replace('((statement', '( (statement'),
    'a line more': `${sound}\n`,
    'the half': sound.slice(0, sound.length / 2),
    'nothing': '',
    'deep': '('.repeat(32768),
    'deep and closed': '('.repeat(16384) + ')'.repeat(16384),
    'zeros': '\0'.repeat(32768),
    'above ASCII': '\xff'.repeat(24184),
  };
}

/** Each with what is wrong with it; none in the one form. */
export function hostile(proof) {
  return Object.entries(texts(proof.toString('latin1'))).map(([what, text]) => ({ what, bytes: Buffer.from(text, 'latin1') }));
}
