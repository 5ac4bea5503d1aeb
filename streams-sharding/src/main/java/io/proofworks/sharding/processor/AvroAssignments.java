package io.proofworks.sharding.processor;

import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.protocol.AssignmentCause;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.Score;
import java.util.List;

/** Assignments from the domain to the log. */
final class AvroAssignments {

  private AvroAssignments() {}

  static Assignment of(Effect.Assign assign, String domain) {
    return new Assignment(
        domain,
        assign.taskId(),
        assign.batchId(),
        assign.epoch(),
        assign.holders().stream()
            .map(holder -> new Assignee(holder.proverId(), score(holder.score())))
            .toList(),
        false,
        assign.commitBy(),
        assign.reward(),
        assign.cause().name(),
        assign.commitWindowMs(),
        null,
        List.of());
  }

  /** To nobody: the epoch is as it was. */
  static Assignment of(Effect.GiveBack back, String domain) {
    return new Assignment(
        domain,
        back.taskId(),
        back.batchId(),
        back.epoch(),
        List.of(),
        false,
        back.commitBy(),
        0L,
        AssignmentCause.DECLINED.name(),
        0L,
        null,
        List.of(back.by()));
  }

  /** To nobody: it is too late to commit at once. */
  static Assignment of(Effect.Adopt adopt, String domain, long now) {
    return new Assignment(
        domain,
        adopt.taskId(),
        adopt.batchId(),
        adopt.epoch(),
        List.of(),
        false,
        now,
        adopt.reward(),
        AssignmentCause.ADOPTED.name(),
        0L,
        adopt.from(),
        List.of());
  }

  private static ScoreBreakdown score(Score score) {
    return new ScoreBreakdown(
        score.price(),
        score.finish(),
        score.reliability(),
        score.diversity(),
        score.concentration(),
        score.load(),
        score.total(),
        score.expectedFinish());
  }
}
