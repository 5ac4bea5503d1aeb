package io.proofworks.sharding.domain;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A task in the scheduler's book.
 *
 * @param epoch of the last assignment, 0 before the first
 * @param holders every prover that ever held it, by id
 */
public record TaskView(TaskOffer offer, int epoch, TaskStatus status, Map<String, Past> holders) {

  public TaskView {
    holders = Map.copyOf(holders);
  }

  static TaskView published(TaskOffer offer) {
    return new TaskView(offer, 0, new TaskStatus.Unfunded(), Map.of());
  }

  TaskView with(TaskStatus next) {
    return new TaskView(offer, epoch, next, holders);
  }

  TaskView withPast(String prover, Past past) {
    Map<String, Past> next = new TreeMap<>(holders);
    next.put(prover, past);
    return new TaskView(offer, epoch, status, next);
  }

  /** The next epoch, held by these. */
  TaskView assigned(Set<String> provers, long now) {
    Map<String, Past> next = new TreeMap<>(holders);
    provers.forEach(prover -> next.put(prover, Past.HOLDING));
    return new TaskView(offer, epoch + 1, new TaskStatus.Assigned(now, provers, Set.of()), next);
  }

  String taskId() {
    return offer.taskId();
  }
}
