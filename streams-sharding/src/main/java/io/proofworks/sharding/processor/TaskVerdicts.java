package io.proofworks.sharding.processor;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.sharding.domain.ScheduleEvent;
import java.util.Optional;

/** What the scheduler is told of verdicts. Processors send it and audits derive it, from here. */
final class TaskVerdicts {

  private TaskVerdicts() {}

  /**
   * Settlement's word on a task of this market; empty where it can change nothing.
   *
   * @param at log time of its record
   */
  static Optional<ScheduleEvent> judged(Verdict verdict, Hash32 domain, long at) {
    String taskId = verdict.getTaskId();
    String state = verdict.getTaskState();
    Optional<Reason> reason = Reason.find(verdict.getReason());
    if (taskId == null
        || state == null
        || reason.isEmpty()
        || !verdict.getDomain().equals(domain.hex())) {
      return Optional.empty();
    }
    return VerdictKind.find(verdict.getKind())
        .map(kind ->
            new ScheduleEvent.Judged(
                at,
                taskId,
                verdict.getEpoch(),
                kind,
                reason.get(),
                verdict.getAuthor(),
                TaskState.find(state).orElse(null),
                committedAt(verdict, kind, reason.get())))
        .filter(ScheduleEvent.Judged::counts)
        .map(judged -> judged);
  }

  private static long committedAt(Verdict verdict, VerdictKind kind, Reason reason) {
    boolean taken = kind == VerdictKind.COMMIT && reason == Reason.ACCEPTED;
    return taken && verdict.getInput() != null ? verdict.getInput().getTime() : 0;
  }
}
