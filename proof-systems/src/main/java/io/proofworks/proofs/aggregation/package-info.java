/** Which aggregation schemes there are. */
@NullMarked
package io.proofworks.proofs.aggregation;

import org.jspecify.annotations.NullMarked;
