/** Aggregation of small fan-in: the children themselves. */
@NullMarked
package io.proofworks.proofs.batch;

import org.jspecify.annotations.NullMarked;
