package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.runtime.Turn;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The batches of which only requests are known. Anybody with a key may write any number of them,
 * and only a task shows that one is meant, so they have bounds: of time, of number and of size. The
 * oldest go first, because the tasks of an honest request come within seconds of it.
 */
final class AskedBatches {

  /** How long a request waits for its first task: also across an outage of sharding. */
  static final long KEPT_MS = 24 * 60 * 60 * 1000L;

  /** At once, in one partition. */
  static final long MOST = 20_000;

  /** At once, in one partition. */
  static final long MOST_BYTES = 256L * 1024 * 1024;

  private static final String HERE = "here";

  /** How many there are, and how many bytes they take. */
  record Totals(long count, long bytes) {
    private Totals plus(long more, long moreBytes) {
      return new Totals(count + more, bytes + moreBytes);
    }
  }

  private final KeyValueStore<Bytes, Long> sizes;
  private final KeyValueStore<String, Totals> totals;
  private final Totals most;

  AskedBatches(ProcessingContext context, Turn turn) {
    this(
        turn.over(context.getStateStore(Stores.REQUESTS)),
        turn.over(context.getStateStore(Stores.REQUEST_TOTALS)),
        new Totals(MOST, MOST_BYTES));
  }

  /**
   * @param most how many and how large they may be
   */
  AskedBatches(
      KeyValueStore<Bytes, Long> sizes, KeyValueStore<String, Totals> totals, Totals most) {
    this.sizes = sizes;
    this.totals = totals;
    this.most = most;
  }

  /** A case has become another one. */
  void changed(@Nullable BatchCase before, @Nullable BatchCase after) {
    if (before != null && isOnlyAsked(before)) {
      count(before, -1);
    }
    if (after != null && isOnlyAsked(after)) {
      count(after, 1);
    }
  }

  /** The oldest that is to be dropped at that time. */
  Optional<String> over(long now) {
    Totals all = totals();
    boolean tooMany = all.count() > most.count() || all.bytes() > most.bytes();
    return tooMany ? oldest(Long.MAX_VALUE) : oldest(now - KEPT_MS);
  }

  private Optional<String> oldest(long before) {
    try (KeyValueIterator<Bytes, Long> all = sizes.all()) {
      return all.hasNext()
          ? Optional.of(all.next()).flatMap(first -> due(first, before))
          : Optional.empty();
    }
  }

  private static Optional<String> due(KeyValue<Bytes, Long> entry, long before) {
    return Stores.timeOf(entry.key) <= before
        ? Optional.of(Stores.batchOf(entry.key))
        : Optional.empty();
  }

  private static boolean isOnlyAsked(BatchCase state) {
    return state instanceof BatchCase.Open open
        && open.facts().isOnlyAsked()
        && !open.facts().requests().isEmpty();
  }

  private void count(BatchCase state, int sign) {
    long size = state.facts().requestBytes();
    long since = state.facts().requests().getFirst().position().time();
    sizes.put(Stores.due(since, state.facts().batchId()), sign > 0 ? size : null);
    totals.put(HERE, totals().plus(sign, sign * size));
  }

  private Totals totals() {
    Totals known = totals.get(HERE);
    return known == null ? new Totals(0, 0) : known;
  }
}
