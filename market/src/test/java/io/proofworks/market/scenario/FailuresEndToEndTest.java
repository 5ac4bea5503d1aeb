package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.Worker;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.ProvingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong without anybody meaning it, on a market with a real broker. */
final class FailuresEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Long enough for an honest proof on a busy machine. */
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(20);

  @TempDir private static Path directory;
  private static TestMarket market;

  @BeforeAll
  static void open() throws IOException {
    market = TestMarket.on(directory);
    market.amend(policy ->
        policy.setClasses(
            policy.getClasses().stream().map(FailuresEndToEndTest::impatient).toList()));
  }

  private static ClassPolicy impatient(ClassPolicy terms) {
    return ClassPolicy.newBuilder(terms).setCommitTimeoutMs(COMMIT_TIMEOUT.toMillis()).build();
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
  void shouldReleaseAllBondsAndCompensateWhenTheBatchIsSuperseded() throws Exception {
    Worker slow = market.honestProver("slow", Adversaries.latecomer(Duration.ofSeconds(4)));
    market.honestAggregator("idle");
    ProofRequest request = market.submit(2, TaskClass.STANDARD);
    awaitCommit(slow);

    market.local().requester().supersede(request.getBatchId(), SupersessionCause.SEQUENCER_OUTPUT);
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    market.requireSound();

    assertThat(receipt.getOutcome()).isEqualTo("SUPERSEDED");
    assertThat(market.log().verdictsOf(slow.id())).noneMatch(v -> v.getRewarded() > 0);
    assertThat(market.log().movements())
        .anyMatch(m ->
            m.getAccount().equals(slow.id())
                && m.getKind().equals(MovementKind.COMPENSATE.name())
                && m.getAmount() > 0);
  }

  @Test
  void shouldRevealFromTheJournalWhenTheWorkerIsStoppedBetweenCommitAndReveal() throws Exception {
    requireRevealAfterRestart("forgetful", () -> {});
  }

  /** From key and topics alone: nonce and blinding follow from them, so the proof is the same. */
  @Test
  void shouldRevealWhenTheWorkersDiskIsLostBetweenCommitAndReveal() throws Exception {
    requireRevealAfterRestart(
        "bereft", () -> deleteTree(directory.resolve("workers/bereft/journal")));
  }

  private static void requireRevealAfterRestart(String name, Runnable accident) throws Exception {
    Worker first = market.honestProver(name, Adversaries.latecomer(Duration.ofSeconds(60)));
    ProofRequest request = market.submit(1, TaskClass.STANDARD);
    Verdict committed = awaitCommit(first);
    first.abort();
    accident.run();

    Worker again = market.honestProver(name);
    market.honestAggregator("noether-" + name);
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
    assertThat(receipt.getChildren().getFirst().getProverId()).isEqualTo(first.id());
    assertThat(receipt.getChildren().getFirst().getEpoch()).isEqualTo(committed.getEpoch());
    assertThat(market.log().verdictsOf(first.id()))
        .filteredOn(v -> v.getKind().equals(VerdictKind.COMMIT.name()))
        .as("committed once")
        .hasSize(1);
    market.requireSound();
  }

  private static void deleteTree(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldGiveTheTaskToAnotherWhenTheAssigneeDiesBeforeItCommits() throws Exception {
    Worker dying = market.honestProver("dying", new Stuck());
    ProofRequest request = market.submit(1, TaskClass.STANDARD);
    market
        .log()
        .await(
            "assigned to the dying one",
            PATIENCE,
            log ->
                log.assignments().stream()
                    .flatMap(a -> a.getAssignees().stream())
                    .anyMatch(a -> a.getProverId().equals(dying.id())));
    dying.abort();

    Worker other = market.honestProver("other");
    market.honestAggregator("emmy");
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);

    assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
    assertThat(receipt.getChildren().getFirst().getProverId()).isEqualTo(other.id());
    assertThat(market.log().verdictsOf(dying.id()))
        .anyMatch(v -> v.getReason().equals(Reason.COMMIT_CLOSED.name()) && v.getSlashed() == 0);
    market.requireSound();
  }

  @Test
  void shouldGiveTheJobToAnotherWhenTheAggregatorDies() throws Exception {
    market.honestProver("hypatia");
    Worker dying =
        market.aggregator(
            "dying-aggregator",
            children -> {
              throw new IllegalStateException("the machine has failed");
            });
    ProofRequest request = market.submit(2, TaskClass.STANDARD);
    market
        .log()
        .awaitVerdict(
            "the lease passing",
            PATIENCE,
            v -> v.getKind().equals(VerdictKind.LEASE.name()) && v.getAuthor().equals(dying.id()));
    Worker other = market.honestAggregator("hopper");

    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);

    assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
    assertThat(receipt.getRootAggregatorId()).isEqualTo(other.id());
    market.requireSound();
  }

  @Test
  void shouldStartAWorkerAgainThatAFailureHasEndedAndRevealWhatItOwes() throws Exception {
    Worker failing = market.honestProver("failing", new FailsAtFirst());
    market.honestAggregator("germain");
    ProofRequest request = market.submit(1, TaskClass.STANDARD);
    assertThat(failing.await(PATIENCE)).as("it has ended").isTrue();

    market
        .log()
        .await(
            "the receipt",
            PATIENCE,
            log -> {
              market.local().requireWell();
              return log.receipt(request.getBatchId()).isPresent();
            });

    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
    assertThat(receipt.getChildren().getFirst().getProverId()).isEqualTo(failing.id());
    market.requireSound();
  }

  /**
   * A defect that a worker meets when it learns that it is to reveal, again when it is about to,
   * which ends its thread, and once more in its end.
   */
  private static final class FailsAtFirst implements ProverConduct {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public byte[] prove(ProofJob job, ProvingBackend backend)
        throws ProvingException, InterruptedException {
      return ProverConduct.HONEST.prove(job, backend);
    }

    @Override
    public Optional<Duration> revealAfter(String taskId) {
      if (asked.incrementAndGet() <= 3) {
        throw new IllegalStateException("a defect");
      }
      return Optional.of(Duration.ZERO);
    }
  }

  private static Verdict awaitCommit(Worker worker) {
    return market
        .log()
        .awaitVerdict(
            "a commit of " + worker.name(),
            PATIENCE,
            v ->
                v.getAuthor().equals(worker.id())
                    && v.getKind().equals(VerdictKind.COMMIT.name())
                    && v.getReason().equals(Reason.ACCEPTED.name()));
  }

  /** Its prover hangs until it is told to stop. */
  private static final class Stuck implements ProverConduct {
    @Override
    public byte[] prove(ProofJob job, ProvingBackend backend)
        throws ProvingException, InterruptedException {
      new CountDownLatch(1).await();
      throw new IllegalStateException("nobody counts down");
    }

    @Override
    public Optional<Duration> revealAfter(String taskId) {
      return Optional.of(Duration.ZERO);
    }
  }
}
