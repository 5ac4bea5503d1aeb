// Proves a key's circuit with snarkjs some times and prints how long each took, in milliseconds: prove.mjs KEY WITNESS TIMES.
import * as snarkjs from 'snarkjs';
import { readFileSync } from 'node:fs';

const [key, witness, times] = process.argv.slice(2);
const zkey = new Uint8Array(readFileSync(key));
const wtns = new Uint8Array(readFileSync(witness));
for (let i = 0; i < Number(times); i++) {
  const start = process.hrtime.bigint();
  await snarkjs.groth16.prove(zkey, wtns);
  console.log(Number(process.hrtime.bigint() - start) / 1e6);
}
process.exit(0);
