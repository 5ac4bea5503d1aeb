/** Groth16 proofs of the SP1 zkVM. */
@NullMarked
package io.proofworks.proofs.sp1;

import org.jspecify.annotations.NullMarked;
