// A proving command for circuits of circom: snarkjs computes the witness and proves, or another prover proves.
//
//   --command "node presets/circom.mjs CIRCUIT.wasm KEY.zkey [PROVER...]" --command-system groth16
//
// The task's trace is the circuit's input.json. PROVER, if given, is called with KEY WITNESS PROOF.json PUBLIC.json behind its own
// arguments, as rapidsnark's `prover` is. SNARKJS is the path of snarkjs' main file where it is not found beside this one.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const fail = (message) => {
  console.error(message);
  process.exit(3);
};

const [wasm, zkey, ...prover] = process.argv.slice(2);
if (!zkey) fail('usage: circom.mjs CIRCUIT.wasm KEY.zkey [PROVER...]');
const { groth16, wtns } = (await import(process.env.SNARKJS ?? 'snarkjs').catch((e) =>
  fail(`snarkjs is not there: npm install snarkjs, or set SNARKJS (${e.message})`))).default;

const input = JSON.parse(readFileSync('trace.bin', 'utf8'));
await wtns.calculate(input, wasm, 'witness.wtns');

async function prove() {
  if (prover.length === 0) return groth16.prove(zkey, 'witness.wtns');
  execFileSync(prover[0], [...prover.slice(1), zkey, 'witness.wtns', 'proof.json', 'public.json'], { stdio: 'inherit' });
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  return { proof: read('proof.json'), publicSignals: read('public.json') };
}

const bytes = (numbers) => Buffer.from(numbers.map((n) => BigInt(n).toString(16).padStart(64, '0')).join(''), 'hex');
const { proof, publicSignals } = await prove();
if (!bytes(publicSignals).equals(readFileSync('public-inputs.bin'))) {
  fail('the input gives other public values than the task asks for');
}
const { pi_a: a, pi_b: b, pi_c: c } = proof;
writeFileSync('proof.bin', bytes([a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]]));
process.exit(0);
