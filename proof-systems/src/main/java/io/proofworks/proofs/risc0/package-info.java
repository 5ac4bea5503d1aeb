/** Receipts of the RISC Zero zkVM. */
@NullMarked
package io.proofworks.proofs.risc0;

import org.jspecify.annotations.NullMarked;
