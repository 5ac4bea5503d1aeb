package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one answer to an input, or to a deadline that passed.
 *
 * @param id digest of what is answered
 * @param key record key of the answer
 * @param named whom it is about
 * @param slashed base units of the author's bond lost by this verdict
 * @param rewarded base units earned by the author through this verdict
 * @param decidedAt log time, epoch milliseconds
 */
public record VerdictIssued(
    Hash32 id,
    Hash32 domain,
    String key,
    VerdictKind kind,
    Reason reason,
    String detail,
    Named named,
    @Nullable Subject subject,
    @Nullable Origin input,
    long decidedAt,
    long slashed,
    long rewarded,
    @Nullable Address victim,
    Map<String, String> evidence)
    implements TaskEffect, AccountEffect {

  /** The task a verdict is about, as it stands after it. */
  public record Subject(
      Hash32 taskId,
      @Nullable Hash32 batchId,
      int epoch,
      @Nullable TaskClass taskClass,
      int shardWeight,
      @Nullable TaskState state) {

    static Subject of(TaskCase task, int epoch) {
      PublishedTask published = task.task();
      return new Subject(
          published.taskId(),
          published.batchId(),
          epoch,
          published.taskClass(),
          published.shardWeight(),
          task.state());
    }

    /**
     * Of an answer that nobody's record gets: it says nothing of the task's state, since the epoch
     * is what the record claims, and the two together would read as the end of that epoch.
     */
    static Subject untouched(TaskCase task, int epoch) {
      PublishedTask published = task.task();
      return new Subject(
          published.taskId(),
          published.batchId(),
          epoch,
          published.taskClass(),
          published.shardWeight(),
          null);
    }

    /** Of a task that ends as it comes: nobody has taken it in. */
    static Subject stillborn(PublishedTask task) {
      return new Subject(
          task.taskId(), task.batchId(), 0, task.taskClass(), task.shardWeight(), TaskState.FAILED);
    }

    static Subject unknown(Hash32 taskId, int epoch) {
      return new Subject(taskId, null, epoch, null, 0, null);
    }
  }

  public VerdictIssued {
    evidence = Map.copyOf(evidence);
  }

  /** Whom it names, as hex; empty for nobody. */
  public String author() {
    return named.address();
  }

  /** Whether the input carries its author's valid signature. */
  public boolean signed() {
    return named.signed();
  }

  /** Everything that has a consequence. */
  @Override
  public String outcome() {
    String state = subject == null || subject.state() == null ? "" : subject.state().name();
    int epoch = subject == null ? 0 : subject.epoch();
    return String.join(
        "|",
        "verdict",
        id.hex(),
        kind.name(),
        reason.name(),
        author(),
        Boolean.toString(signed()),
        Integer.toString(epoch),
        state,
        Long.toString(slashed),
        Long.toString(rewarded),
        victim == null ? "" : victim.hex());
  }
}
