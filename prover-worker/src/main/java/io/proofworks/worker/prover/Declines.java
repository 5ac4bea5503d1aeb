package io.proofworks.worker.prover;

import io.proofworks.avro.Decline;
import io.proofworks.protocol.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tasks that were given back, each epoch once, until the next heartbeat tells. */
final class Declines {

  private final Map<Hash32, Integer> newest = new HashMap<>();
  private final List<Decline> untold = new ArrayList<>();

  boolean has(Hash32 taskId, int epoch) {
    return newest.getOrDefault(taskId, 0) >= epoch;
  }

  /** False when it was given back before. */
  boolean add(Hash32 taskId, int epoch) {
    if (has(taskId, epoch)) {
      return false;
    }
    newest.put(taskId, epoch);
    return untold.add(new Decline(taskId.hex(), epoch));
  }

  /** Those added since the last call. */
  List<Decline> take() {
    List<Decline> taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /** The task is over. */
  void forget(Hash32 taskId) {
    newest.remove(taskId);
  }
}
