/**
 * What a partition of each side does with an input: decide, keep, tell. Live and replayed alike.
 */
@NullMarked
package io.proofworks.settlement.partition;

import org.jspecify.annotations.NullMarked;
