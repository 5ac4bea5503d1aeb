/** Verifiers of PLONK and FFLONK proofs over BN254 as gnark and snarkjs make them. */
@NullMarked
package io.proofworks.proofs.plonk;

import org.jspecify.annotations.NullMarked;
