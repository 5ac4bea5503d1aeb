package io.proofworks.worker.prover;

import io.proofworks.avro.Decline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tasks that were given back, each epoch once, until the next heartbeat tells. */
final class Declines {

  private final Set<Decline> all = new HashSet<>();
  private final List<Decline> untold = new ArrayList<>();

  boolean has(String taskId, int epoch) {
    return all.contains(new Decline(taskId, epoch));
  }

  /** False when it was given back before. */
  boolean add(String taskId, int epoch) {
    Decline decline = new Decline(taskId, epoch);
    return all.add(decline) && untold.add(decline);
  }

  /** Those added since the last call. */
  List<Decline> take() {
    List<Decline> taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }
}
