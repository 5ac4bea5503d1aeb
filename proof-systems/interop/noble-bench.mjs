// What noble-curves takes for a multiplication in Fp of BN254 (nanoseconds) and for a pairing (microseconds).
import { bn254 } from '@noble/curves/bn254.js';

const { Fp } = bn254.fields;
function time(repetitions, body) {
  for (let i = 0; i < repetitions / 2; i++) body();
  const start = process.hrtime.bigint();
  for (let i = 0; i < repetitions; i++) body();
  return Number(process.hrtime.bigint() - start) / repetitions;
}
let x = 31415926535897932384626433832795028841971n;
const y = Fp.ORDER - 2718281828459045235360287n;
console.log(time(1_000_000, () => { x = Fp.mul(x, y); }));
const p = bn254.G1.Point.BASE;
const q = bn254.G2.Point.BASE;
console.log(time(60, () => bn254.pairing(p, q)) / 1000);
