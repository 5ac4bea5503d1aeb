/** The aggregation application: child proofs to tree to root proof to receipt. */
@NullMarked
package io.proofworks.aggregation;

import org.jspecify.annotations.NullMarked;
