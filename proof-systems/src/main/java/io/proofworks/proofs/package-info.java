/** Proof systems: what a proof is, how it is verified, made and aggregated. No Kafka here. */
@NullMarked
package io.proofworks.proofs;

import org.jspecify.annotations.NullMarked;
