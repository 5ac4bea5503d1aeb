/** How proofs are made: in this process or by an external prover. */
@NullMarked
package io.proofworks.worker.proving;

import org.jspecify.annotations.NullMarked;
