package io.proofworks.market.audit;

import io.proofworks.avro.ChildProof;
import io.proofworks.avro.RevealWindow;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.replay.ReplayReport;
import io.proofworks.topics.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What settlement publishes besides verdicts and movements: a child proof for each reveal that
 * holds, and a window for each commit that it takes. Compared as sets, both ways.
 */
final class FollowUps {

  private final Decoding log;
  private final long overdue;
  private final List<Finding> findings = new ArrayList<>();
  private int compared;

  /**
   * @param overdue what follows from before that, epoch milliseconds, is published by now
   */
  FollowUps(Decoding log, List<ReplayReport> reports, long overdue) {
    this.log = log;
    this.overdue = overdue;
    childProofs(reports);
    windows(reports);
  }

  private void childProofs(List<ReplayReport> reports) {
    Map<String, Deque<Long>> derived = new HashMap<>();
    for (ReplayReport report : reports) {
      for (ChildProof child : report.childProofs()) {
        derived
            .computeIfAbsent(child.toString(), c -> new ArrayDeque<>())
            .add(child.getVerifiedAt());
      }
    }
    for (Decoding.Found<ChildProof> found : log.all(Topics.CHILD_PROOFS)) {
      take(derived, found.value().toString(), found.place());
    }
    missing(derived, Topics.CHILD_PROOFS.name());
  }

  private void windows(List<ReplayReport> reports) {
    Map<String, Deque<Long>> derived = new HashMap<>();
    for (ReplayReport report : reports) {
      report.verdicts().stream()
          .filter(v -> v.kind() == VerdictKind.COMMIT && v.reason() == Reason.ACCEPTED)
          .forEach(
              v -> derived.computeIfAbsent(window(v), w -> new ArrayDeque<>()).add(v.decidedAt()));
    }
    for (Decoding.Found<RevealWindow> found : log.all(Topics.WINDOWS)) {
      take(derived, found.value().toString(), found.place());
    }
    missing(derived, Topics.WINDOWS.name());
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

  private void take(Map<String, Deque<Long>> derived, String text, String place) {
    Deque<Long> of = derived.get(text);
    if (of == null || of.poll() == null) {
      found(place, "does not follow from any journal");
    } else {
      compared++;
    }
  }

  private void missing(Map<String, Deque<Long>> derived, String topic) {
    derived.forEach((text, times) ->
        times.stream()
            .filter(time -> time < overdue)
            .forEach(time -> found(topic, "follows and is not published: " + text)));
  }

  private void found(String where, String detail) {
    findings.add(new Finding(Difference.Kind.DIFFERENT_RECORD.name(), where, detail));
  }

  /** Records that follow. */
  int compared() {
    return compared;
  }

  List<Finding> findings() {
    return findings;
  }
}
