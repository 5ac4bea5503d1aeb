package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What each requester has waiting, in the order of its nonces, and who has the most. A nonce is
 * what its requester signed, so no copy of an old request comes before a new one, whoever writes it
 * and when.
 */
final class RequestShares {

  /** Behind the queues by age. */
  private static final byte BY_SHARE = 2;

  private static final byte BY_NONCE = 3;
  private static final byte LOWEST = 4;
  private static final byte SINCE = 5;

  private static final byte[] NOTHING = new byte[0];
  private static final byte[] BEHIND_ALL = {-1};

  private final KeyValueStore<Bytes, Long> most;
  private final KeyValueStore<Bytes, Long> own;

  /**
   * @param most a queue is read from it, by who has the most
   * @param own the same store, in which each requester has a range: too many to know where each
   *     begins
   */
  RequestShares(KeyValueStore<Bytes, Long> most, KeyValueStore<Bytes, Long> own) {
    this.most = most;
    this.own = own;
  }

  /** The batch that goes first of its requester, and its nonce. */
  record Lowest(String batchId, long nonce) {}

  void enter(Request asked, String batchId) {
    own.put(byNonce(asked, batchId), asked.requesterNonce());
    Bytes floor = floor(asked.requesterId());
    Long known = own.get(floor);
    if (known == null || asked.requesterNonce() < known) {
      own.put(floor, asked.requesterNonce());
    }
  }

  void leave(Request asked, String batchId) {
    own.delete(byNonce(asked, batchId));
  }

  /**
   * A requester has more waiting, or less.
   *
   * @param before places that it took; 0 when it had nothing
   * @param after places that it takes; 0 when it has nothing left
   * @param newest when the newest of those was asked for, as far as it is known
   */
  void changed(String requesterId, long before, long after, OptionalLong newest) {
    Bytes since = key(SINCE, named(requesterId));
    long known = Optional.ofNullable(own.get(since)).orElse(0L);
    most.delete(byShare(before, known, requesterId));
    if (after > 0) {
      long next = newest.orElse(known);
      most.put(byShare(after, next, requesterId), after);
      own.put(since, next);
    } else {
      own.delete(since);
      own.delete(floor(requesterId));
    }
  }

  /**
   * The lowest of whoever has the most; of those that have as much, of who has asked for longest
   * for no more.
   */
  Optional<Lowest> ofWhoHasMost() {
    return first(most, key(BY_SHARE, NOTHING), key(BY_SHARE, BEHIND_ALL))
        .flatMap(entry -> lowest(requesterOf(entry.key)));
  }

  /** The lowest that a requester has waiting. What is below it is gone, and not gone over again. */
  Optional<Lowest> lowest(String requesterId) {
    Bytes floor = floor(requesterId);
    Long from = own.get(floor);
    if (from == null) {
      return Optional.empty();
    }
    byte[] id = named(requesterId);
    Optional<Lowest> lowest =
        first(own, byNonce(id, from, NOTHING), byNonce(id, Long.MAX_VALUE, BEHIND_ALL))
            .map(entry -> new Lowest(batchOf(entry.key, id), entry.value));
    lowest.filter(one -> one.nonce() > from).ifPresent(one -> own.put(floor, one.nonce()));
    return lowest;
  }

  private static Optional<KeyValue<Bytes, Long>> first(
      KeyValueStore<Bytes, Long> store, Bytes from, Bytes to) {
    try (KeyValueIterator<Bytes, Long> some = store.range(from, to)) {
      return some.hasNext() ? Optional.of(some.next()) : Optional.empty();
    }
  }

  private static Bytes byShare(long places, long since, String requesterId) {
    byte[] id = utf8(requesterId);
    return key(
        BY_SHARE,
        ByteBuffer.allocate(2 * Long.BYTES + id.length)
            .putLong(Long.MAX_VALUE - places)
            .putLong(since)
            .put(id)
            .array());
  }

  private static String requesterOf(Bytes byShare) {
    return textFrom(byShare, byShare(0, 0, "").get().length);
  }

  private static Bytes byNonce(Request asked, String batchId) {
    return byNonce(named(asked.requesterId()), asked.requesterNonce(), utf8(batchId));
  }

  private static Bytes byNonce(byte[] id, long nonce, byte[] batchId) {
    return key(
        BY_NONCE,
        ByteBuffer.allocate(id.length + Long.BYTES + batchId.length)
            .put(id)
            .putLong(nonce ^ Long.MIN_VALUE) // negative ones come first
            .put(batchId)
            .array());
  }

  private static String batchOf(Bytes byNonce, byte[] id) {
    return textFrom(byNonce, byNonce(id, 0, NOTHING).get().length);
  }

  private static Bytes floor(String requesterId) {
    return key(LOWEST, named(requesterId));
  }

  /** So that no name is the beginning of another. */
  private static byte[] named(String requesterId) {
    byte[] id = utf8(requesterId);
    return ByteBuffer.allocate(Integer.BYTES + id.length).putInt(id.length).put(id).array();
  }

  private static String textFrom(Bytes key, int from) {
    byte[] bytes = key.get();
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private static Bytes key(byte kind, byte[] rest) {
    return Bytes.wrap(ByteBuffer.allocate(1 + rest.length).put(kind).put(rest).array());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
