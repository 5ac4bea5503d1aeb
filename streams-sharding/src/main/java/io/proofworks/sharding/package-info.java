/** From proof requests to shards, priced tasks and assignments: the distributor of the market. */
@NullMarked
package io.proofworks.sharding;

import org.jspecify.annotations.NullMarked;
