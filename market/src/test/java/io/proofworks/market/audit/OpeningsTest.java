package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpeningsTest {

  private static final String BATCH = "batch-0";

  private final WrittenLog log = new WrittenLog();

  /** Its time runs while its prover cannot know of it. */
  @Test
  void shouldFindAWindowThatWasOpenedBeforeItsAcceptanceWasThere() {
    accept("a", 20);
    open("a", 14.999);
    assertThat(findings()).containsExactly("WRONG_TIME market.windows-0@0");
  }

  @Test
  void shouldTakeThatTheClocksOfBrokersDiffer() {
    accept("a", 20);
    open("a", 15);
    assertThat(findings()).isEmpty();
  }

  @Test
  void shouldFindAWindowThatWasOpenedAfterThatOfALaterAcceptance() {
    accept("a", 10);
    accept("b", 11);
    open("b", 12);
    open("a", 13);
    assertThat(findings()).containsExactly("OUT_OF_ORDER market.windows-0@1");
  }

  @Test
  void shouldFindAWindowThatWasHeldBackWhileItsSideWentOn() {
    log.ticked(0, 500).took(BATCH, Topics.RECEIPTS.name(), 131);
    accept("a", 10);
    open("a", 252);
    assertThat(findings()).containsExactly("OUT_OF_ORDER market.windows-0@0");
  }

  /** It was away, and then took in what had come meanwhile, the oldest first. */
  @Test
  void shouldTakeThatWindowsAreOpenedLateByASideThatWasAway() {
    log.ticked(0, 700)
        .took(BATCH, Topics.RECEIPTS.name(), 9)
        .took(BATCH, Topics.RECEIPTS.name(), 500, 611, Map.of());
    accept("a", 10);
    open("a", 610);
    assertThat(findings()).isEmpty();
  }

  @Test
  void shouldTakeThatAWindowIsOpenedLateAfterTheLogStoodStill() {
    log.ticked(0, 10).ticked(120, 500).took(BATCH, Topics.RECEIPTS.name(), 131);
    accept("a", 10);
    open("a", 252);
    assertThat(findings()).isEmpty();
  }

  private List<String> findings() {
    return log
        .findings(run -> {
          JournalIndex journals = new JournalIndex(run.log(), run.scratch(), run.findings());
          Openings openings = new Openings(run, journals);
          openings.check();
        })
        .stream()
        .map(finding -> finding.kind() + " " + finding.where())
        .toList();
  }

  private void accept(String id, double time) {
    log.write(
        Topics.VERDICTS,
        "task",
        Verdict.newBuilder()
            .setDomain(SignedLog.DOMAIN.hex())
            .setVerdictId(id)
            .setKind(VerdictKind.COMMIT.name())
            .setReason(Reason.ACCEPTED.name())
            .setDetail("")
            .setAuthor("")
            .setEpoch(1)
            .setShardWeight(1)
            .setSlashed(0)
            .setRewarded(0)
            .setEvidence(List.of())
            .setDecidedAt(WrittenLog.at(time))
            .build(),
        WrittenLog.at(time));
  }

  private void open(String id, double time) {
    log.write(
        Topics.WINDOWS,
        "task",
        RevealWindow.newBuilder()
            .setDomain(SignedLog.DOMAIN.hex())
            .setTaskId("task")
            .setEpoch(1)
            .setProverId("")
            .setCommitVerdictId(id)
            .build(),
        WrittenLog.at(time));
  }
}
