package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ProofCheck} is asked of a reveal.
 *
 * @param binding 32 bytes that the proof must carry; null when the task does not bind its prover
 */
public record ProofQuestion(PublishedTask task, byte @Nullable [] binding, byte[] proof) {

  /**
   * The question that a reveal is going to raise if nothing happens before its turn: it opens an
   * accepted commit whose bond is still at stake. Empty for any other: a reveal that is refused
   * unverified shall cost nothing.
   */
  public static Optional<ProofQuestion> foreseen(
      TaskCase task, RevealReceived reveal, Digests digests) {
    boolean opens =
        !task.isOver()
            && reveal.proof().length <= task.task().maxProofBytes()
            && task.commitsOf(reveal.prover())
                .filter(commit -> commit.epoch() == reveal.epoch())
                .filter(CommitEntry.Held.class::isInstance)
                .anyMatch(commit -> commit.commitment().equals(commitment(reveal, digests)));
    return opens
        ? Optional.of(
            new ProofQuestion(
                task.task(), binding(task.task(), reveal.prover(), digests), reveal.proof()))
        : Optional.empty();
  }

  /** The commitment that a reveal opens. */
  static Hash32 commitment(RevealReceived reveal, Digests digests) {
    return digests.commitment(
        reveal.taskId(), reveal.prover(), Digests.proofDigest(reveal.proof()), reveal.nonce());
  }

  /** What ties a proof of a task to a prover; null when nothing does. */
  static byte @Nullable [] binding(PublishedTask task, Address owner, Digests digests) {
    return switch (task.binding()) {
      case IN_PROOF -> digests.binding(task.taskId(), owner).bytes();
      case COMMIT_REVEAL, LOCKED -> null;
    };
  }
}
