package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The batches of which only requests are known. Anybody with a key may write any number of them,
 * and anybody may write again what others have signed, and only a task shows that one is meant: so
 * they have bounds, of time, of number and of size, of one requester and of all.
 *
 * <p>Those go first whose requester had no money when it asked, because nobody works on what cannot
 * be paid: a flood of them, while sharding is away, pushes out nobody else's. Of those with money
 * one goes of whoever has the most waiting: the room of all is not that of a few who ask for all
 * that one may. Of one requester that goes first which has the lowest nonce: what it asked for
 * before, and anybody may have copied, is in the way of nothing that it asks for now.
 */
final class AskedBatches {

  /** How long a request waits for its first task: also across an outage of sharding. */
  static final long KEPT_MS = 24 * 60 * 60 * 1000L;

  /** At once, in one partition: all of them, and of one requester. */
  static final Bounds BOUNDS =
      new Bounds(new Totals(20_000, 256L * 1024 * 1024), new Totals(1_000, 32L * 1024 * 1024));

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

    private boolean leaveRoomIn(Totals most) {
      return count < most.count && bytes < most.bytes;
    }
  }

  /**
   * How many they may be, and how large.
   *
   * @param all together
   * @param one of one requester
   */
  record Bounds(Totals all, Totals one) {

    /** A large one takes as many places as would fit in it. */
    private long places(Totals some) {
      return Math.max(some.count, some.bytes * all.count / all.bytes);
    }
  }

  private final KeyValueStore<Bytes, Long> queues;
  private final KeyValueStore<String, Totals> totals;
  private final RequestShares shares;
  private final Bounds bounds;

  /**
   * @param queues by age
   */
  AskedBatches(
      KeyValueStore<Bytes, Long> queues,
      KeyValueStore<String, Totals> totals,
      RequestShares shares,
      Bounds bounds) {
    this.queues = queues;
    this.totals = totals;
    this.shares = shares;
    this.bounds = bounds;
  }

  /** Whether one more of that requester has room. */
  boolean mayAsk(String requesterId) {
    return totals(requesterId).leaveRoomIn(bounds.one());
  }

  /** Whether one more has room, or another one of its requester would go for it. */
  boolean findsRoom(Request asked) {
    return mayAsk(asked.requesterId())
        || shares
            .lowest(asked.requesterId())
            .filter(lowest -> lowest.nonce() >= asked.requesterNonce())
            .isEmpty();
  }

  /** A case has become another one. */
  void changed(@Nullable BatchCase before, @Nullable BatchCase after) {
    BatchFacts gone = onlyAsked(before);
    BatchFacts there = onlyAsked(after);
    if (gone != null && there != null) {
      count(there, 0, there.requestBytes() - gone.requestBytes(), OptionalLong.empty());
    } else if (gone != null) {
      leave(gone);
    } else if (there != null) {
      enter(there);
    }
  }

  /**
   * The first that is to be dropped at that time.
   *
   * @param shared whether room is taken from those who have the most waiting; else the oldest go
   */
  Optional<String> over(long now, boolean shared) {
    boolean full = totals(HERE).exceed(bounds.all());
    long before = full ? Long.MAX_VALUE : now - KEPT_MS;
    return oldest(Place.WITHOUT_MONEY, before)
        .or(() -> full && shared ? ofWhoHasMost() : Optional.empty())
        .or(() -> oldest(Place.WITH_MONEY, before));
  }

  private Optional<String> ofWhoHasMost() {
    return shares.ofWhoHasMost().map(RequestShares.Lowest::batchId);
  }

  /** The first that is to be dropped because its requester has too many. */
  Optional<String> overOf(String requesterId) {
    return totals(requesterId).exceed(bounds.one())
        ? shares.lowest(requesterId).map(RequestShares.Lowest::batchId)
        : Optional.empty();
  }

  private Optional<String> oldest(byte queue, long before) {
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
   * @param queue those without money, or those with it
   * @param since when it was asked for
   */
  private record Place(byte queue, long since, String batchId) {

    private static final byte WITHOUT_MONEY = 0;
    private static final byte WITH_MONEY = 1;

    static Place of(BatchFacts asked) {
      Request first = request(asked);
      return new Place(
          first.backed() ? WITH_MONEY : WITHOUT_MONEY, first.position().time(), asked.batchId());
    }

    static Place of(Bytes key) {
      ByteBuffer bytes = ByteBuffer.wrap(key.get());
      byte queue = bytes.get();
      long since = bytes.getLong();
      byte[] id = new byte[bytes.remaining()];
      bytes.get(id);
      return new Place(queue, since, new String(id, StandardCharsets.US_ASCII));
    }

    Bytes key() {
      byte[] id = batchId.getBytes(StandardCharsets.US_ASCII);
      return Bytes.wrap(
          ByteBuffer.allocate(1 + Long.BYTES + id.length)
              .put(queue)
              .putLong(since)
              .put(id)
              .array());
    }

    static Bytes first(byte queue) {
      return new Place(queue, 0, "").key();
    }

    static Bytes last(byte queue) {
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

  /** Its requester and its nonce are those of the others as well: they are in the batch's id. */
  private static Request request(BatchFacts asked) {
    return asked.requests().getFirst();
  }

  private void enter(BatchFacts asked) {
    queues.put(Place.of(asked).key(), asked.requestBytes());
    shares.enter(request(asked), asked.batchId());
    count(asked, 1, asked.requestBytes(), OptionalLong.of(request(asked).position().time()));
  }

  private void leave(BatchFacts asked) {
    queues.delete(Place.of(asked).key());
    shares.leave(request(asked), asked.batchId());
    count(asked, -1, -asked.requestBytes(), OptionalLong.empty());
  }

  private void count(BatchFacts asked, long more, long moreBytes, OptionalLong newest) {
    String requesterId = request(asked).requesterId();
    Totals before = totals(requesterId);
    Totals after = before.plus(more, moreBytes);
    put(requesterId, after);
    put(HERE, totals(HERE).plus(more, moreBytes));
    shares.changed(requesterId, bounds.places(before), bounds.places(after), newest);
  }

  private void put(String of, Totals next) {
    totals.put(of, next.equals(NONE) ? null : next);
  }

  private Totals totals(String of) {
    Totals known = totals.get(of);
    return known == null ? NONE : known;
  }
}
