package io.proofworks.metrics.domain;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A task from its publication to its end.
 *
 * @param commits prover to the append time of its commit, of commits without an outcome yet
 */
public record LiveTask(
    String taskId,
    String batchId,
    long publishedAt,
    long weight,
    int epoch,
    Stage stage,
    boolean everCommitted,
    Map<String, Long> commits) {

  /** How far it is. */
  public enum Stage {
    QUEUED,
    COMMITTED,
    VERIFIED
  }

  public LiveTask {
    commits = Map.copyOf(commits);
  }

  static LiveTask published(MarketEvent.TaskPublished task, long time) {
    return new LiveTask(
        task.taskId(), task.batchId(), time, task.weight(), 0, Stage.QUEUED, false, Map.of());
  }

  LiveTask in(Stage next) {
    return new LiveTask(taskId, batchId, publishedAt, weight, epoch, next, everCommitted, commits);
  }

  LiveTask assigned(int nextEpoch) {
    return new LiveTask(
        taskId, batchId, publishedAt, weight, nextEpoch, stage, everCommitted, commits);
  }

  LiveTask committed(String prover, long time) {
    Map<String, Long> next = new TreeMap<>(commits);
    next.put(prover, time);
    Stage then = stage == Stage.VERIFIED ? Stage.VERIFIED : Stage.COMMITTED;
    return new LiveTask(taskId, batchId, publishedAt, weight, epoch, then, true, next);
  }

  LiveTask without(String prover) {
    Map<String, Long> next = new TreeMap<>(commits);
    next.remove(prover);
    Stage then = stage == Stage.COMMITTED && next.isEmpty() ? Stage.QUEUED : stage;
    return new LiveTask(taskId, batchId, publishedAt, weight, epoch, then, everCommitted, next);
  }

  @Nullable Long commitOf(String prover) {
    return commits.get(prover);
  }

  /** Nobody works on it: open, or assigned and not committed. */
  public boolean queued() {
    return stage == Stage.QUEUED;
  }

  /** Not verified yet: an observation of the proof latency that still lasts. */
  public boolean unproven() {
    return stage != Stage.VERIFIED;
  }
}
