package io.proofworks.sharding.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;

/**
 * A request whose fields have the right form; nothing is checked yet beyond that.
 *
 * @param inputCommitment what the requester says the trace hashes to
 * @param deadline log time by which the batch should be settled
 * @param maxReward the most the requester pays for everything, base units
 */
public record Request(
    Hash32 domain,
    Hash32 batchId,
    Address requesterId,
    long requesterNonce,
    String proofSystem,
    Hash32 programHash,
    Hash32 inputCommitment,
    byte[] publicInputs,
    byte[] trace,
    TaskClass taskClass,
    Binding binding,
    long deadline,
    long maxReward,
    String routeId) {}
