// A proving command for `pickles-ledger`:
//
//   --command "node presets/pickles/prove.mjs" --command-system pickles-ledger
import { readFileSync, writeFileSync } from 'node:fs';
import { Ledger } from './ledger.mjs';
import { bytesOf, stepOf } from './proofs.mjs';
import { stepBytes, witness } from './trace.mjs';

const { before, after, transfers } = witness(readFileSync('trace.bin'));
const publicInputs = readFileSync('public-inputs.bin');
if (!stepBytes(before, after).equals(publicInputs)) {
  console.error('the trace leads to other public inputs than the task asks for');
  process.exit(3);
}
await Ledger.compile();
const { proof } = await Ledger.apply(stepOf(publicInputs), transfers);
writeFileSync('proof.bin', bytesOf(proof));
process.exit(0);
