package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;

/**
 * Where an input stands in the log.
 *
 * @param time log append time in epoch milliseconds, clamped so that it never steps back within a
 *     topic's partition
 * @param digest keccak256 of (u32 key length, key, value)
 */
public record Origin(String topic, int partition, long offset, long time, Hash32 digest) {

  /** The same record at a later time: append time stepped back at a leader change. */
  public Origin at(long clamped) {
    return new Origin(topic, partition, offset, clamped, digest);
  }
}
