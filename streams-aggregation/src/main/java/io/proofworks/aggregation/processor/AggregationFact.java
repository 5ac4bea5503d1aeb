package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Want;
import org.jspecify.annotations.Nullable;

/** What a replay of a journal of aggregation tells, besides messages. */
public sealed interface AggregationFact {

  /** Of the entry that it follows from, or that says so. */
  long sequence();

  /**
   * Something that follows from an entry.
   *
   * @param time of the entry's input, epoch milliseconds
   */
  record Derived(long sequence, long time, Outcome outcome) implements AggregationFact {}

  /** What an entry says that the partition was told of an account or an aggregator. */
  record Seen(long sequence, long time, MarketEvent event) implements AggregationFact {}

  /**
   * A lease, which went to whom the desk chose; told when it is over, or the journal is.
   *
   * @param wantedAt time of the input with which the desk was asked first for that epoch, epoch
   *     milliseconds
   * @param askedAt time of the input with which the desk was asked last, epoch milliseconds
   * @param want what it was asked; null when it was not asked for that epoch
   * @param endedAt time of the input that ended it, epoch milliseconds; {@link #OPEN} while it is
   *     out
   */
  record Lease(
      String journal,
      long sequence,
      long wantedAt,
      long askedAt,
      long givenAt,
      String batchId,
      int nodeId,
      int epoch,
      String aggregatorId,
      @Nullable Want want,
      long endedAt)
      implements AggregationFact {

    /** Later than everything. */
    public static final long OPEN = Long.MAX_VALUE;

    Lease ended(long time) {
      return new Lease(
          journal,
          sequence,
          wantedAt,
          askedAt,
          givenAt,
          batchId,
          nodeId,
          epoch,
          aggregatorId,
          want,
          time);
    }
  }
}
