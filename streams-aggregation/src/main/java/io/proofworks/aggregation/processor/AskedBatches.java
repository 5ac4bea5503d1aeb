package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The batches of which only requests are known. Anybody with a key may write any number of them,
 * and only a task shows that one is meant, so they have bounds: of time, of number and of size, of
 * one requester and of all. Those go first whose requester had no money when it asked, because
 * nobody works on what cannot be paid: a flood of them, while sharding is away, pushes out nobody
 * else's. Among equals the oldest go first: the tasks of an honest request come within seconds.
 */
final class AskedBatches {

  /** How long a request waits for its first task: also across an outage of sharding. */
  static final long KEPT_MS = 24 * 60 * 60 * 1000L;

  /** At once, in one partition. */
  static final long MOST = 20_000;

  /** At once, in one partition. */
  static final long MOST_BYTES = 256L * 1024 * 1024;

  /** At once of one requester, in one partition. */
  private static final Totals MOST_OF_ONE = new Totals(1_000, 32L * 1024 * 1024);

  private static final Totals NONE = new Totals(0, 0);

  private static final String HERE = "here";

  /** How many there are, and how many bytes they take. */
  record Totals(long count, long bytes) {
    private Totals plus(long more, long moreBytes) {
      return new Totals(count + more, bytes + moreBytes);
    }

    private boolean exceed(Totals most) {
      return count > most.count || bytes > most.bytes;
    }
  }

  private final KeyValueStore<Bytes, Long> sizes;
  private final KeyValueStore<String, Totals> totals;
  private final Totals most;
  private final Totals mostOfOne;

  AskedBatches(KeyValueStore<Bytes, Long> sizes, KeyValueStore<String, Totals> totals) {
    this(sizes, totals, new Totals(MOST, MOST_BYTES), MOST_OF_ONE);
  }

  /**
   * @param most how many and how large they may be
   * @param mostOfOne the same of one requester
   */
  AskedBatches(
      KeyValueStore<Bytes, Long> sizes,
      KeyValueStore<String, Totals> totals,
      Totals most,
      Totals mostOfOne) {
    this.sizes = sizes;
    this.totals = totals;
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Whether one more of that requester has room. */
  boolean mayAsk(String requesterId) {
    Totals own = totals(requesterId);
    return own.count() < mostOfOne.count() && own.bytes() < mostOfOne.bytes();
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
    long before = totals(HERE).exceed(most) ? Long.MAX_VALUE : now - KEPT_MS;
    return oldest(false, before).or(() -> oldest(true, before));
  }

  private Optional<String> oldest(boolean backed, long before) {
    try (KeyValueIterator<Bytes, Long> some =
        sizes.range(Place.first(backed), Place.last(backed))) {
      return some.hasNext()
          ? Optional.of(Place.of(some.next().key))
              .filter(place -> place.since() <= before)
              .map(Place::batchId)
          : Optional.empty();
    }
  }

  /**
   * Where a batch stands: those without money first, and each kind by age.
   *
   * @param since when it was asked for
   */
  private record Place(boolean backed, long since, String batchId) {

    static Place of(BatchFacts asked) {
      Request first = asked.requests().getFirst();
      return new Place(first.backed(), first.position().time(), asked.batchId());
    }

    static Place of(Bytes key) {
      ByteBuffer bytes = ByteBuffer.wrap(key.get());
      boolean backed = bytes.get() == 1;
      long since = bytes.getLong();
      byte[] id = new byte[bytes.remaining()];
      bytes.get(id);
      return new Place(backed, since, new String(id, StandardCharsets.US_ASCII));
    }

    Bytes key() {
      byte[] id = batchId.getBytes(StandardCharsets.US_ASCII);
      return Bytes.wrap(
          ByteBuffer.allocate(1 + Long.BYTES + id.length)
              .put((byte) (backed ? 1 : 0))
              .putLong(since)
              .put(id)
              .array());
    }

    static Bytes first(boolean backed) {
      return new Place(backed, 0, "").key();
    }

    static Bytes last(boolean backed) {
      return new Place(backed, Long.MAX_VALUE, "").key();
    }
  }

  private static boolean isOnlyAsked(BatchCase state) {
    return state instanceof BatchCase.Open open
        && open.facts().isOnlyAsked()
        && !open.facts().requests().isEmpty();
  }

  private void count(BatchCase state, int sign) {
    long size = state.facts().requestBytes();
    sizes.put(Place.of(state.facts()).key(), sign > 0 ? size : null);
    String requester = state.facts().requests().getFirst().requesterId();
    for (String of : List.of(HERE, requester)) {
      Totals next = totals(of).plus(sign, sign * size);
      totals.put(of, next.equals(NONE) ? null : next);
    }
  }

  private Totals totals(String of) {
    Totals known = totals.get(of);
    return known == null ? NONE : known;
  }
}
