package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The batches of which only requests are known. Anybody with a key may write any number of them,
 * and only a task shows that one is meant, so they have bounds: of time, of number and of size, of
 * one requester and of all. Those go first whose requester had no money when it asked, because
 * nobody works on what cannot be paid: a flood of them, while sharding is away, pushes out nobody
 * else's. Of those with money those go first that had the most waiting: the room of all is not that
 * of a few who ask for all that one may. Among equals the oldest go first: the tasks of an honest
 * request come within seconds.
 *
 * <p>How much a requester had waiting when it asked is counted in doublings, so that there are few
 * queues, and each is emptied from its front.
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

  /** What a request takes of the room of all when it is small, bytes. */
  private static final long PLACE_BYTES = MOST_BYTES / MOST;

  /** More doublings than what one requester may have waiting. */
  private static final int MOST_DOUBLINGS = 12;

  /** How many there are, and how many bytes they take. */
  record Totals(long count, long bytes) {
    private Totals plus(long more, long moreBytes) {
      return new Totals(count + more, bytes + moreBytes);
    }

    private boolean exceed(Totals most) {
      return count > most.count || bytes > most.bytes;
    }

    /** 0 for nothing, 1 for one place, 2 for two or three, and so on. */
    private int doublings() {
      long places = Math.max(count, bytes / PLACE_BYTES);
      return Math.min(Long.SIZE - Long.numberOfLeadingZeros(places), MOST_DOUBLINGS);
    }
  }

  private final KeyValueStore<Bytes, Long> queues;
  private final KeyValueStore<String, Totals> totals;
  private final Totals most;
  private final Totals mostOfOne;

  AskedBatches(KeyValueStore<Bytes, Long> queues, KeyValueStore<String, Totals> totals) {
    this(queues, totals, new Totals(MOST, MOST_BYTES), MOST_OF_ONE);
  }

  /**
   * @param most how many and how large they may be
   * @param mostOfOne the same of one requester
   */
  AskedBatches(
      KeyValueStore<Bytes, Long> queues,
      KeyValueStore<String, Totals> totals,
      Totals most,
      Totals mostOfOne) {
    this.queues = queues;
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
    BatchFacts gone = onlyAsked(before);
    BatchFacts there = onlyAsked(after);
    if (gone != null && there != null) {
      enter(there, leave(gone));
    } else if (gone != null) {
      leave(gone);
    } else if (there != null) {
      enter(there, totals(requesterId(there)).doublings());
    }
  }

  /**
   * The first that is to be dropped at that time.
   *
   * @param shared whether room is taken from those who had the most waiting; else the oldest go
   */
  Optional<String> over(long now, boolean shared) {
    boolean full = totals(HERE).exceed(most);
    long before = full ? Long.MAX_VALUE : now - KEPT_MS;
    return oldest(Place.WITHOUT_MONEY, before)
        .or(() -> full && shared ? ofWhoHadMost() : Optional.empty())
        .or(() -> oldest(Place.WITH_MONEY, before));
  }

  private Optional<String> ofWhoHadMost() {
    return IntStream.iterate(MOST_DOUBLINGS, doublings -> doublings >= 0, i -> i - 1)
        .mapToObj(doublings -> oldest(Place.queueOf(doublings), Long.MAX_VALUE))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> oldest(int queue, long before) {
    try (KeyValueIterator<Bytes, Long> some = queues.range(Place.first(queue), Place.last(queue))) {
      return some.hasNext()
          ? Optional.of(Place.of(some.next().key))
              .filter(place -> place.since() <= before)
              .map(Place::batchId)
          : Optional.empty();
    }
  }

  /**
   * Where a batch stands in a queue, each of which is by age.
   *
   * @param queue those without money, those with it, or, again, those with it that had so many
   *     doublings waiting
   * @param since when it was asked for
   */
  private record Place(int queue, long since, String batchId) {

    private static final int WITHOUT_MONEY = 0;
    private static final int WITH_MONEY = 1;

    static int queueOf(int doublings) {
      return WITH_MONEY + 1 + doublings;
    }

    static Place of(int queue, BatchFacts asked) {
      return new Place(queue, request(asked).position().time(), asked.batchId());
    }

    static Place of(Bytes key) {
      ByteBuffer bytes = ByteBuffer.wrap(key.get());
      int queue = bytes.get();
      long since = bytes.getLong();
      byte[] id = new byte[bytes.remaining()];
      bytes.get(id);
      return new Place(queue, since, new String(id, StandardCharsets.US_ASCII));
    }

    Bytes key() {
      byte[] id = batchId.getBytes(StandardCharsets.US_ASCII);
      return Bytes.wrap(
          ByteBuffer.allocate(1 + Long.BYTES + id.length)
              .put((byte) queue)
              .putLong(since)
              .put(id)
              .array());
    }

    static Bytes first(int queue) {
      return new Place(queue, 0, "").key();
    }

    static Bytes last(int queue) {
      return new Place(queue, Long.MAX_VALUE, "").key();
    }
  }

  private static @Nullable BatchFacts onlyAsked(@Nullable BatchCase state) {
    return state instanceof BatchCase.Open open
            && open.facts().isOnlyAsked()
            && !open.facts().requests().isEmpty()
        ? open.facts()
        : null;
  }

  private static Request request(BatchFacts asked) {
    return asked.requests().getFirst();
  }

  private static String requesterId(BatchFacts asked) {
    return request(asked).requesterId();
  }

  private void enter(BatchFacts asked, int doublings) {
    queues.put(byAge(asked), (long) doublings);
    if (request(asked).backed()) {
      queues.put(byShare(asked, doublings), (long) doublings);
    }
    count(asked, 1);
  }

  /** Returns how many doublings its requester had waiting when it entered. */
  private int leave(BatchFacts asked) {
    Long known = queues.delete(byAge(asked));
    // those of before the queues by share have their size there, which is above all doublings
    int doublings = known == null ? 0 : (int) Math.min(known, MOST_DOUBLINGS);
    if (request(asked).backed()) {
      queues.delete(byShare(asked, doublings));
    }
    count(asked, -1);
    return doublings;
  }

  private static Bytes byAge(BatchFacts asked) {
    int queue = request(asked).backed() ? Place.WITH_MONEY : Place.WITHOUT_MONEY;
    return Place.of(queue, asked).key();
  }

  private static Bytes byShare(BatchFacts asked, int doublings) {
    return Place.of(Place.queueOf(doublings), asked).key();
  }

  private void count(BatchFacts asked, int sign) {
    for (String of : List.of(HERE, requesterId(asked))) {
      Totals next = totals(of).plus(sign, sign * asked.requestBytes());
      totals.put(of, next.equals(NONE) ? null : next);
    }
  }

  private Totals totals(String of) {
    Totals known = totals.get(of);
    return known == null ? NONE : known;
  }
}
