package io.proofworks.market.local;

import io.proofworks.protocol.Hash32;

/**
 * Something a batch can be made of.
 *
 * @param programHash as a request names it
 * @param trace in the proof system's encoding
 * @param publicInputs of the whole batch
 * @param shards expected number of shards
 * @param weight expected total weight
 * @param description one line for people
 */
public record ProvableWork(
    String proofSystem,
    Hash32 programHash,
    byte[] trace,
    byte[] publicInputs,
    int shards,
    long weight,
    String description) {}
