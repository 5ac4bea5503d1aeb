package io.proofworks.settlement.partition;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.TooLargeException;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskEngine;
import io.proofworks.settlement.domain.TaskInput;
import java.util.List;

/**
 * How large a task may be as it is kept, which is one record of a store. Whatever would make it
 * larger is answered, and nothing of it stays: that one task is full must not end what decides all
 * of its partition.
 *
 * @param mostBytes of a task
 */
public record TaskRoom(int mostBytes) {

  /** What a store of the market takes. */
  public static final TaskRoom OF_A_RECORD = new TaskRoom(FormatSerdes.MOST_BYTES);

  /**
   * Commits are what a task grows by. They leave as much room as they take, so that whatever
   * becomes of them, a window, a digest, a reveal that waits, has its place.
   */
  int behind(TaskInput input, MarketPolicy policy) {
    boolean grows = input instanceof TaskInput.CommitReceived && policy.keepsTasksSmall();
    return grows ? mostBytes / 2 : mostBytes;
  }

  /** An input for which there was no room. What settlement tells itself gets no answer. */
  static List<TaskEffect> setAside(TaskInput input, TooLargeException why, Digests digests) {
    String detail = "what follows has " + why.getMessage();
    TaskEffect alarm = new TaskEffect.SetAside(input.origin(), detail);
    return input instanceof TaskInput.Claimed || input instanceof TaskInput.Trusted
        ? List.of(TaskEngine.refused(input, Reason.OVERSIZED, detail, digests), alarm)
        : List.of(alarm);
  }

  /** A deadline for whose consequences there was no room. */
  static List<TaskEffect> setAside(TaskCase task, long deadline, TooLargeException why) {
    String detail = "what follows from the deadline " + deadline + " has " + why.getMessage();
    return List.of(new TaskEffect.SetAside(task.published(), detail));
  }
}
