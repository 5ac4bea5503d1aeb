package io.proofworks.sharding.processor;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Turn;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What requesters have signed and were refused. It stays refused: whoever copies such a request to
 * the log once a policy has changed shall not buy anything in its requester's name, nor have a
 * trace executed again for nothing. Only so many are remembered, the newest ones.
 */
final class Refusals {

  /** In a partition. */
  static final int MOST = 20_000;

  /** Beside the ends of batches, which begin with digits. */
  private static final String COUNT = "refusals/count";

  private static final String BY_DIGEST = "refusals/digest/";
  private static final String BY_TIME = "refusals/time/";

  private final StateMap<String> entries;
  private final int most;

  Refusals(Turn turn, KeyValueStore<Bytes, byte[]> store) {
    this(new StateMap<>(turn, store, Names.BATCH_ENDS, Serdes.String()), MOST);
  }

  Refusals(StateMap<String> entries, int most) {
    this.entries = entries;
    this.most = most;
  }

  boolean has(Hash32 requestDigest) {
    return entries.get(BY_DIGEST + requestDigest.hex()).isPresent();
  }

  /**
   * Remembers a request.
   *
   * @param now log time of the refusal, epoch milliseconds
   */
  void add(Hash32 requestDigest, long now) {
    if (has(requestDigest)) {
      return;
    }
    String digest = requestDigest.hex();
    String byTime = BY_TIME + Parked.timeKey(now) + "|" + digest;
    entries.put(byTime, digest);
    entries.put(BY_DIGEST + digest, byTime);
    int count = entries.get(COUNT).map(Integer::parseInt).orElse(0) + 1;
    entries.put(COUNT, Integer.toString(count > most ? count - forgetOldest() : count));
  }

  private int forgetOldest() {
    Optional<String> oldest = entries.firstFrom(BY_TIME).filter(key -> key.startsWith(BY_TIME));
    oldest.ifPresent(key -> {
      entries.get(key).ifPresent(digest -> entries.remove(BY_DIGEST + digest));
      entries.remove(key);
    });
    return oldest.isPresent() ? 1 : 0;
  }
}
