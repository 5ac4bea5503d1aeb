/** The prover's loop. */
@NullMarked
package io.proofworks.worker.prover;

import org.jspecify.annotations.NullMarked;
