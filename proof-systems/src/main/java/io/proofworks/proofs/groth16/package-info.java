/** Groth16 over BN254 (Groth, EUROCRYPT 2016): keys, prover, verifier, batches. */
@NullMarked
package io.proofworks.proofs.groth16;

import org.jspecify.annotations.NullMarked;
