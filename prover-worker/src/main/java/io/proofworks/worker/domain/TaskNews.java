package io.proofworks.worker.domain;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.Optional;

/** What a verdict says of its task, whoever it answers. */
public enum TaskNews {
  /** Settlement holds the money for it. */
  FUNDED,
  /** Somebody's proof was accepted. */
  VERIFIED,
  /** It is over, also where it could not be paid for and nobody closes it. */
  ENDED;

  /** The news of a verdict; empty where there is none, and for unknown words. */
  public static Optional<TaskNews> of(Verdict verdict) {
    TaskState state =
        Optional.ofNullable(verdict.getTaskState()).flatMap(TaskState::find).orElse(TaskState.OPEN);
    if (state.isEnd()) {
      return Optional.of(ENDED);
    }
    if (state == TaskState.VERIFIED) {
      return Optional.of(VERIFIED);
    }
    return isFunded(verdict) ? Optional.of(FUNDED) : Optional.empty();
  }

  private static boolean isFunded(Verdict verdict) {
    return VerdictKind.TASK.name().equals(verdict.getKind())
        && Reason.ACCEPTED.name().equals(verdict.getReason());
  }
}
