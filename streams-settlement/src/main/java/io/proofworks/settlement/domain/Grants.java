package io.proofworks.settlement.domain;

import io.proofworks.protocol.Author;
import io.proofworks.settlement.domain.TaskInput.Grant;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.Optional;

/**
 * Grants are judged with the reveal that brings them. One that does not hold harms neither the
 * reveal nor the batch: it counts as a grant to any aggregator, since nobody reveals a proof to
 * have it left out.
 */
final class Grants {

  private Grants() {}

  /**
   * @param holds what the child proof is published with
   * @param fault why that is not what was revealed; empty if it is
   */
  record Judged(Grant holds, Optional<String> fault) {}

  /** Judges the grant of a reveal that is its author's. */
  static Judged judge(TaskContext context, PublishedTask task, RevealReceived reveal) {
    Optional<String> fault = fault(context, task, reveal);
    return new Judged(fault.isEmpty() ? reveal.grant() : Grant.toAny(task.batchId()), fault);
  }

  private static Optional<String> fault(
      TaskContext context, PublishedTask task, RevealReceived reveal) {
    Grant grant = reveal.grant();
    if (!grant.batchId().equals(task.batchId())) {
      return Optional.of("the task is of batch " + task.batchId());
    }
    long time = reveal.origin().time();
    if (!grant.isToAny()
        && context.keyAt(grant.aggregator(), time).filter(ProverKey::aggregates).isEmpty()) {
      return Optional.of("nobody is registered as the aggregator " + grant.aggregator());
    }
    Optional<Author> owner =
        context
            .keyAt(reveal.prover(), time)
            .flatMap(key ->
                Author.bySessionKey(
                    reveal.prover(),
                    key.sessionKey(),
                    grant.signed(),
                    grant.signature(),
                    context.signatures()));
    return owner.isPresent()
        ? Optional.empty()
        : Optional.of("the grant is not signed by the registered session key");
  }
}
