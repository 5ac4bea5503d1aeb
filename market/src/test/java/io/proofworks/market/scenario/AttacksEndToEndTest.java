package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Task;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Topics;
import io.proofworks.worker.Worker;
import io.proofworks.worker.prover.ProverConduct;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One attack of the protocol page per test, on a market with a real broker: one honest prover and
 * one adversary share every task, the adversary loses exactly what the policy says, the batch
 * settles, and the market's books are in order afterwards.
 */
final class AttacksEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int BPS = 10_000;

  @TempDir private static Path directory;
  private static TestMarket market;

  @BeforeAll
  static void open() throws IOException {
    market = TestMarket.on(directory);
  }

  @AfterEach
  void dismiss() {
    market.dismiss();
  }

  @AfterAll
  static void close() {
    market.close();
  }

  @Test
  void shouldSlashAWithholderWhenWindowAndGraceHavePassed() throws Exception {
    Worker villain = market.prover("withholder", false, Adversaries.withholder());

    Verdict caught =
        settleAgainst(villain, market.honestProver("beside-withholder"), Reason.NO_REVEAL);

    requireSlashed(caught, market.local().policy().getSlashUnrevealedBps());
  }

  @Test
  void shouldSlashASpammerForAProofOfNothing() throws Exception {
    Worker villain = market.prover("spammer", false, Adversaries.spammer());

    Verdict caught =
        settleAgainst(villain, market.honestProver("beside-spammer"), Reason.INVALID_PROOF);

    requireSlashed(caught, market.local().policy().getSlashInvalidBps());
  }

  @Test
  void shouldSlashALatecomerBySmallerPart() throws Exception {
    Duration late = Duration.ofMillis(window() + 2_000);
    Worker villain = market.prover("latecomer", true, Adversaries.latecomer(late));

    Verdict caught =
        settleAgainst(villain, market.honestProver("beside-latecomer"), Reason.REVEAL_LATE);

    requireSlashed(caught, market.local().policy().getSlashDelayBps());
  }

  @Test
  void shouldCompensateTheVictimOfACopycat() throws Exception {
    Worker victim = market.honestProver("victim");
    ProverConduct thief = Adversaries.thief(List.of(proofsOf("victim")));
    Worker villain = market.prover("copycat", false, thief);

    Verdict caught = settleAgainst(villain, victim, Reason.PLAGIARISED);

    requireSlashed(caught, market.local().policy().getSlashPlagiarismBps());
    assertThat(caught.getVictim()).isEqualTo(victim.id());
    assertThat(market.log().movements())
        .as("paid to the victim out of the bond")
        .anyMatch(m ->
            m.getAccount().equals(victim.id())
                && m.getReason().equals(Reason.PLAGIARISED.name())
                && m.getAmount() > 0);
  }

  @Test
  void shouldTakeTheJobFromACensorAndSettleWithAnother() throws Exception {
    market.honestProver("hypatia");
    Worker censor = market.aggregator("censor", Adversaries.censor());
    ProofRequest request = market.submit(2, TaskClass.STANDARD);

    Verdict caught = caught(censor, Reason.INCOMPLETE_AGGREGATE);
    market.honestAggregator("noether-against-censor");
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);

    long bond = market.local().policy().getAggregatorBond();
    assertThat(caught.getSlashed())
        .isEqualTo(bond * market.local().policy().getSlashCensorshipBps() / BPS);
    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    assertThat(receipt.getRootAggregatorId()).isNotEqualTo(censor.id());
    assertThat(receipt.getChildren()).hasSize(2);
    market.requireSound();
  }

  @Test
  void shouldRescueATaskThatOnlyAWithholderHad() throws Exception {
    Worker villain = market.prover("lone-withholder", false, Adversaries.withholder());
    ProofRequest request = market.submit(1, TaskClass.STANDARD);
    Verdict closed =
        market
            .log()
            .awaitVerdict(
                "the window closing",
                PATIENCE,
                v -> v.getAuthor().equals(villain.id()) && is(v, Reason.NO_REVEAL));
    assertThat(closed.getSlashed()).as("not yet: its reveal may be late").isZero();

    Worker grace = market.honestProver("grace");
    market.honestAggregator("noether-of-the-rescue");
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    Verdict caught = caught(villain, Reason.NO_REVEAL);

    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    assertThat(receipt.getChildren().getFirst().getProverId()).isEqualTo(grace.id());
    assertThat(receipt.getChildren().getFirst().getEpoch()).isGreaterThan(closed.getEpoch());
    requireSlashed(caught, market.local().policy().getSlashUnrevealedBps());
    market.requireSound();
  }

  /**
   * Somebody without bond, registration or key writes to every topic that is open to it, in
   * everybody's name, before and after everybody: two batches settle as if it were not there.
   */
  @Test
  void shouldCostNobodyAnythingWhatAnOutsiderSays() throws Exception {
    try (Outsider outsider =
        Outsider.start(
            market.local().broker().clientSettings(),
            market.local().broker().serdes(),
            market.local().broker().domain(),
            1)) {
      Worker ada = market.honestProver("ada-among-lies");
      Worker noether = market.honestAggregator("noether-among-lies");
      for (int batch = 0; batch < 2; batch++) {
        ProofRequest request = market.submit(2, TaskClass.STANDARD);
        Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
        assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
        assertThat(receipt.getRouteId()).isEqualTo(request.getRouteId());
        assertThat(receipt.getChildren()).allMatch(c -> c.getProverId().equals(ada.id()));
        assertThat(receipt.getRootAggregatorId()).isEqualTo(noether.id());
      }
      assertThat(outsider.lies().keySet())
          .contains(
              Topics.BATCHES.name(),
              Topics.SUPERSESSIONS.name(),
              Topics.HEARTBEATS.name(),
              Topics.COMMITMENTS.name(),
              Topics.REVEALS.name(),
              Topics.AGGREGATES.name(),
              Topics.REGISTRATIONS.name());
    }
    assertThat(market.log().verdicts())
        .filteredOn(v -> v.getInput() != null && !v.getSigned() && !isFromOurOwn(v))
        .as("a record without its author's signature speaks for nobody")
        .allMatch(v -> v.getAuthor().isEmpty());
    market.requireSound();
  }

  /** Topics that only the market's own applications and its operator may write. */
  private static boolean isFromOurOwn(Verdict verdict) {
    return Set.of("TASK", "ASSIGNMENT", "STAKE").contains(verdict.getKind());
  }

  /**
   * A batch in which both have every task. Once a batch is settled its open bonds go back, so
   * nobody aggregates before the villain has been dealt with.
   */
  private Verdict settleAgainst(Worker villain, Worker honest, Reason reason) throws IOException {
    ProofRequest request = market.submit(1, TaskClass.URGENT_SETTLEMENT);
    Verdict caught = caught(villain, reason);
    market.honestAggregator("noether-against-" + villain.name());
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    assertThat(receipt.getChildren()).allMatch(child -> child.getProverId().equals(honest.id()));
    market.requireSound();
    return caught;
  }

  private Verdict caught(Worker villain, Reason reason) {
    return market
        .log()
        .awaitVerdict(
            villain.name() + " caught",
            PATIENCE,
            v -> v.getAuthor().equals(villain.id()) && is(v, reason) && v.getSlashed() > 0);
  }

  private static boolean is(Verdict verdict, Reason reason) {
    return verdict.getReason().equals(reason.name());
  }

  private void requireSlashed(Verdict caught, int bps) {
    Task task = market.log().task(String.valueOf(caught.getTaskId()));
    assertThat(caught.getSlashed()).isEqualTo(task.getBond() * bps / BPS);
    assertThat(market.log().slashed(caught.getAuthor())).isEqualTo(caught.getSlashed());
  }

  private long window() {
    return market.local().policy().getClasses().getFirst().getRevealWindowMs();
  }

  private Path proofsOf(String name) {
    return market.local().fleet().directoryOf(name).resolve("journal").resolve("proofs");
  }
}
