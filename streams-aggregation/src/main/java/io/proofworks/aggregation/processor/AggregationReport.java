package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a replay of a journal of aggregation gave.
 *
 * @param entries read, of which a replay that could not go on has not applied all
 * @param derived what follows, in order
 * @param taken messages that follow from records, which the entries say were taken in
 * @param seen what the entries say that the partition was told of accounts and aggregators, in
 *     order
 * @param leases that were given, in order
 * @param owes whether deadlines up to a time, epoch milliseconds, have not passed
 * @param differences between the journal and the log; empty when the journal is true
 */
public record AggregationReport(
    String journal,
    int entries,
    List<Derived> derived,
    List<Message> taken,
    List<Seen> seen,
    List<Lease> leases,
    LongPredicate owes,
    List<Difference> differences) {

  /**
   * Something that follows from an entry.
   *
   * @param time of the entry's input, epoch milliseconds
   */
  public record Derived(long sequence, long time, Outcome outcome) {}

  /** What an entry says that the partition was told. */
  public record Seen(long sequence, long time, MarketEvent event) {}

  /**
   * A lease, which went to whom the desk chose.
   *
   * @param askedAt time of the input with which the desk was asked last, epoch milliseconds
   * @param want what it was asked; null when it was not asked for that epoch
   * @param endedAt time of the input that ended it, epoch milliseconds; {@link #OPEN} while it is
   *     out
   */
  public record Lease(
      String journal,
      long sequence,
      long askedAt,
      long givenAt,
      String batchId,
      int nodeId,
      int epoch,
      String aggregatorId,
      @Nullable Want want,
      long endedAt) {

    /** Later than everything. */
    public static final long OPEN = Long.MAX_VALUE;

    Lease ended(long time) {
      return new Lease(
          journal, sequence, askedAt, givenAt, batchId, nodeId, epoch, aggregatorId, want, time);
    }
  }

  public AggregationReport {
    derived = List.copyOf(derived);
    taken = List.copyOf(taken);
    seen = List.copyOf(seen);
    leases = List.copyOf(leases);
    differences = List.copyOf(differences);
  }
}
