package io.proofworks.runtime.journal;

import io.proofworks.protocol.Hash32;

/**
 * A message from one side to another.
 *
 * @param journal whose entry sent it or took it in; where the sender has none, the topic and
 *     partition that it follows from
 * @param sequence of that entry, or the record's offset
 * @param time of that entry's input, or the record's, epoch milliseconds
 * @param topic internal, as it is named there
 * @param partition that it goes to
 * @param digest of what it says
 * @param key of its record
 */
public record Message(
    String journal,
    long sequence,
    long time,
    String topic,
    int partition,
    Hash32 digest,
    String key) {}
