package io.proofworks.worker.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.Optional;

/** What a verdict says to this prover of its own work. */
public sealed interface OwnNews {

  Hash32 taskId();

  int epoch();

  /**
   * A commit of its own was answered.
   *
   * @param commitment C of the commit, where the verdict has it
   */
  record CommitAnswered(Hash32 taskId, int epoch, Reason reason, Optional<Hash32> commitment)
      implements OwnNews {}

  /** A reveal of its own was answered. */
  record RevealAnswered(Hash32 taskId, int epoch, Reason reason) implements OwnNews {}

  /** The window of a commit of its own closed without a reveal; the grace goes on. */
  record WindowClosed(Hash32 taskId, int epoch) implements OwnNews {}

  /** The grace has ended as well: what there was to lose is lost. */
  record Forfeited(Hash32 taskId, int epoch) implements OwnNews {}
}
