/**
 * BN254 (alt_bn128): fields, tower, groups, pairing, multi-scalar multiplication and number
 * theoretic transform. Nothing here is constant-time: it handles public data and witnesses of the
 * machine's own owner.
 */
@NullMarked
package io.proofworks.proofs.bn254;

import org.jspecify.annotations.NullMarked;
