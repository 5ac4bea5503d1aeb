package io.proofworks.runtime.journal;

import io.proofworks.avro.JournalEntry;

/**
 * An entry of a journal, and when it was written to the log.
 *
 * @param appended epoch milliseconds
 */
public record WrittenEntry(JournalEntry entry, long appended) {

  /**
   * Whether that time, epoch milliseconds, had not come yet, however far the clocks of brokers were
   * apart: what an entry tells of was there before it.
   */
  public boolean isBefore(long time) {
    return time > appended + BrokerClocks.APART_MS;
  }
}
