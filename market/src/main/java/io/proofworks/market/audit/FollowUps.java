package io.proofworks.market.audit;

import io.proofworks.avro.RevealWindow;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.topics.Topics;

/**
 * What settlement publishes besides verdicts and movements: a child proof for each reveal that
 * holds, and a window for each commit that it takes. Compared as sets, both ways.
 */
final class FollowUps {

  private final Decoding log;
  private final WrittenTogether together;
  private final DerivedRecords childProofs;
  private final DerivedRecords windows;

  FollowUps(Run run, WrittenTogether together) {
    this.log = run.log();
    this.together = together;
    this.childProofs = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
    this.windows = DerivedRecords.of(Difference.Kind.DIFFERENT_RECORD, run);
  }

  /**
   * A child proof follows.
   *
   * @param from the journal and its entry
   */
  void follows(TaskEffect.ChildProofReady ready, String from) {
    var child = MarketRecords.childProof(ready);
    childProofs.add(child.toString(), from, child.getVerifiedAt());
  }

  /** A verdict follows, and with it a window if it takes a commit. */
  void follows(VerdictIssued verdict, String from) {
    if (verdict.kind() == VerdictKind.COMMIT && verdict.reason() == Reason.ACCEPTED) {
      windows.add(window(verdict), from, verdict.decidedAt());
    }
  }

  private static String window(VerdictIssued verdict) {
    VerdictIssued.Subject subject = verdict.subject();
    return RevealWindow.newBuilder()
        .setDomain(verdict.domain().hex())
        .setTaskId(subject == null ? "" : subject.taskId().hex())
        .setEpoch(subject == null ? 0 : subject.epoch())
        .setProverId(verdict.author())
        .setCommitVerdictId(verdict.id().hex())
        .build()
        .toString();
  }

  /** After all that follows: against what stands on the topics. */
  void compare() {
    log.all(Topics.CHILD_PROOFS)
        .forEach(f ->
            together.require(
                childProofs.take(f.value().toString(), f.place()), f.place(), f.time()));
    log.all(Topics.WINDOWS).forEach(f -> windows.take(f.value().toString(), f.place()));
    childProofs.conclude();
    windows.conclude();
  }

  /** Records that follow. */
  long compared() {
    return childProofs.matched() + windows.matched();
  }
}
