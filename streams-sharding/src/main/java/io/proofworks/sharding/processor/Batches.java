package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.Turn;
import io.proofworks.sharding.domain.BatchState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;

/**
 * The batches of a partition. One that has ended is remembered until its deadline: from then on a
 * copy of its request is too late by itself. One without a receipt is kept for as long as its
 * records are, so that a late receipt still ends its tasks.
 */
final class Batches {

  /** Retention of the topics that tell of a batch, in ms. */
  private static final long KEPT_MS = 30L * 24 * 3_600_000;

  private final StateMap<BatchState> states;
  private final StateMap<String> ends;

  Batches(Turn turn, RequestStores stores) {
    this.states =
        new StateMap<>(
            turn, stores.batches(), Names.BATCHES, FormatSerdes.of(ShardingFormats.BATCH));
    this.ends = new StateMap<>(turn, stores.ends(), Names.BATCH_ENDS, Serdes.String());
  }

  /**
   * What is known of a batch: what nobody can ask about any more is not, whether or not it has been
   * forgotten yet.
   *
   * @param now where the clock of the requests stands
   */
  Optional<BatchState> get(String batchId, long now) {
    return states.get(batchId).filter(state -> now <= end(state));
  }

  void open(String batchId, BatchState.Open open) {
    states.put(batchId, open);
    ends.put(key(open.request().deadline(), batchId), batchId);
  }

  void put(String batchId, BatchState next) {
    states.put(batchId, next);
  }

  /**
   * Forgets what nobody can ask about any more.
   *
   * @return whether there was something
   */
  boolean forget(long now) {
    List<String> due = new ArrayList<>();
    ends.forEachBefore(Parked.timeKey(now), (key, batchId) -> due.add(key));
    due.forEach(key -> forget(key, now));
    return !due.isEmpty();
  }

  private void forget(String key, long now) {
    String batchId = ends.get(key).orElseThrow();
    ends.remove(key);
    states
        .get(batchId)
        .ifPresent(state -> {
          if (now <= end(state)) {
            ends.put(key(end(state), batchId), batchId);
          } else {
            states.remove(batchId);
          }
        });
  }

  /** Up to which time it is known. */
  private static long end(BatchState state) {
    long deadline = state.request().deadline();
    return state instanceof BatchState.Open ? deadline + KEPT_MS : deadline;
  }

  private static String key(long time, String batchId) {
    return Parked.timeKey(time) + "|" + batchId;
  }
}
