// Random inputs and what @noble/curves makes of them, one line each: operation, arguments, results, in hex.
import { bn254 } from '@noble/curves/bn254.js';
import { createHash } from 'node:crypto';

const { Fp, Fr, Fp2 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const [seed, count] = process.argv.slice(2);

let counter = 0;
function random(modulus) {
  const hash = createHash('sha512').update(`${seed}/${counter++}`).digest('hex');
  return BigInt('0x' + hash) % modulus;
}
const hex = (n) => n.toString(16).padStart(64, '0');
const line = (...parts) => console.log(parts.map((p) => (typeof p === 'bigint' ? hex(p) : p)).join(' '));
const g1 = (p) => { const { x, y } = p.toAffine(); return [x, y]; };
const g2 = (p) => { const { x, y } = p.toAffine(); return [x.c0, x.c1, y.c0, y.c1]; };
const edge = [0n, 1n, 2n, -1n, -2n];
const scalar = (i) => (i < edge.length ? (Fr.ORDER + edge[i]) % Fr.ORDER : random(Fr.ORDER));

for (let i = 0; i < Number(count); i++) {
  for (const [name, F] of [['fp', Fp], ['fr', Fr]]) {
    const a = random(F.ORDER);
    const b = i < edge.length ? F.create(edge[i]) : random(F.ORDER);
    line(name, a, b, F.add(a, b), F.sub(a, b), F.mul(a, b), F.sqr(a), F.neg(b), F.inv(a));
  }
  const u = Fp2.create({ c0: random(Fp.ORDER), c1: random(Fp.ORDER) });
  const v = Fp2.create({ c0: random(Fp.ORDER), c1: random(Fp.ORDER) });
  const product = Fp2.mul(u, v);
  const inverse = Fp2.inv(u);
  line('fp2', u.c0, u.c1, v.c0, v.c1, product.c0, product.c1, inverse.c0, inverse.c1);
  if (i % 4 === 0) {
    const p = G1.BASE.multiply(1n + random(Fr.ORDER - 1n));
    const q = G1.BASE.multiply(1n + random(Fr.ORDER - 1n));
    const k = scalar(i / 4);
    line('g1', ...g1(p), ...g1(q), k, ...g1(p.add(q)), ...g1(p.double()), ...g1(k === 0n ? G1.ZERO : p.multiply(k)));
  }
  if (i % 10 === 0) {
    const p = G2.BASE.multiply(1n + random(Fr.ORDER - 1n));
    const q = G2.BASE.multiply(1n + random(Fr.ORDER - 1n));
    const k = scalar(i / 10);
    line('g2', ...g2(p), ...g2(q), k, ...g2(p.add(q)), ...g2(p.double()), ...g2(k === 0n ? G2.ZERO : p.multiply(k)));
  }
  if (i % 100 === 0) {
    const a = 1n + random(Fr.ORDER - 1n);
    const b = 1n + random(Fr.ORDER - 1n);
    const p = G1.BASE.multiply(a);
    const q = G2.BASE.multiply(b);
    const value = bn254.pairing(p, q);
    const flat = ['c0', 'c1'].flatMap((h) => ['c0', 'c1', 'c2'].flatMap((s) => [value[h][s].c0, value[h][s].c1]));
    line('pairing', ...g1(p), ...g2(q), ...flat);
  }
}
