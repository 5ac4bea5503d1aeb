package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.Turn;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.BatchState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;

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

  Batches(Turn turn, ProcessingContext context) {
    this.states =
        new StateMap<>(
            turn, context, ShardingTopology.BATCHES, FormatSerdes.of(ShardingFormats.BATCH));
    this.ends = new StateMap<>(turn, context, ShardingTopology.BATCH_ENDS, Serdes.String());
  }

  Optional<BatchState> get(String batchId) {
    return states.get(batchId);
  }

  void open(String batchId, BatchState.Open open) {
    states.put(batchId, open);
    ends.put(key(open.request().deadline(), batchId), batchId);
  }

  void put(String batchId, BatchState next) {
    states.put(batchId, next);
  }

  /** Forgets what nobody can ask about any more. */
  void forget(long now) {
    List<String> due = new ArrayList<>();
    ends.forEachBefore(Parked.timeKey(now), (key, batchId) -> due.add(key));
    due.forEach(key -> forget(key, now));
  }

  private void forget(String key, long now) {
    String batchId = ends.get(key).orElseThrow();
    BatchState state = states.get(batchId).orElse(null);
    ends.remove(key);
    if (state instanceof BatchState.Open open && now < open.request().deadline() + KEPT_MS) {
      ends.put(key(open.request().deadline() + KEPT_MS, batchId), batchId);
    } else {
      states.remove(batchId);
    }
  }

  private static String key(long time, String batchId) {
    return Parked.timeKey(time) + "|" + batchId;
  }
}
