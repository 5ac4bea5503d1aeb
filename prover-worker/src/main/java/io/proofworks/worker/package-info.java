/** The prover's and the aggregator's side of the market, on plain Kafka clients. */
@NullMarked
package io.proofworks.worker;

import org.jspecify.annotations.NullMarked;
