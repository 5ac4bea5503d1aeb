package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;

/**
 * One rollup of a local market: who runs it, who asks for proofs of it, and who makes them.
 *
 * @param policy in force
 */
public record Rollup(
    Hash32 domain, Operator operator, Policy policy, Requester requester, WorkerFleet fleet) {}
