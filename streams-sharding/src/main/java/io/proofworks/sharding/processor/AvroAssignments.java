package io.proofworks.sharding.processor;

import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.Score;

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
        assign.commitWindowMs());
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
