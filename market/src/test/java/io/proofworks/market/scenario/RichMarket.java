package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import io.proofworks.worker.Worker;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A market in which everything happens that moves money: deposits and a withdrawal, a prover and an
 * aggregator that cheat and lose of their bonds, a prover that withholds what it committed to, one
 * that sleeps, batches that settle, one that is superseded, a policy that is none, what nobody
 * signed, and others in between.
 */
public final class RichMarket {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Takes work and never commits to anything. */
  private static final ProverConduct SLEEPER =
      new ProverConduct() {
        @Override
        public byte[] prove(ProofJob job, ProvingBackend backend) throws InterruptedException {
          new CountDownLatch(1).await(); // until it is sent home
          throw new AssertionError("nobody wakes it");
        }

        @Override
        public Optional<Duration> revealAfter(String taskId) {
          return Optional.empty();
        }
      };

  /** Time to commit where somebody is to be late for it. */
  private static final long HASTE_MS = 10_000;

  private RichMarket() {}

  /** Runs one until it is at rest; nobody works in it any more. */
  public static TestMarket run(Path directory) throws IOException {
    TestMarket market = TestMarket.on(directory);
    try {
      Worker spammer = market.prover("spammer", false, Adversaries.spammer());
      market.honestProver("ada");
      ProofRequest first = market.submit(1, TaskClass.URGENT_SETTLEMENT);
      String urgent = first.getBatchId();
      scribble(market, first);
      caught(market, spammer, Reason.INVALID_PROOF);
      Worker censor = market.aggregator("censor", Adversaries.censor());
      String standard = market.submit(2, TaskClass.STANDARD).getBatchId();
      caught(market, censor, Reason.INCOMPLETE_AGGREGATE);
      mistake(market);
      market.amend(policy -> policy.setSlashCensorshipBps(policy.getSlashCensorshipBps() + 1));
      market.honestAggregator("noether");
      for (String batch : new String[] {urgent, standard}) {
        assertThat(market.log().awaitReceipt(batch, PATIENCE).getOutcome()).isEqualTo("SETTLED");
      }
      String stale = market.submit(1, TaskClass.STANDARD).getBatchId();
      market.local().requester().supersede(stale, SupersessionCause.STATE_ROOT);
      market.log().awaitReceipt(stale, PATIENCE);
      market.local().operator().withdraw(spammer.id(), 1, "the rest");
      market
          .log()
          .awaitVerdict(
              "withdrawn",
              PATIENCE,
              v ->
                  v.getKind().equals("STAKE")
                      && v.getReason().equals("ACCEPTED")
                      && v.getDetail().isEmpty());
      market.dismiss();
      withhold(market);
      market.dismiss();
      sleep(market);
      market.dismiss();
      market.requireSound();
      return market;
    } catch (IOException | RuntimeException | AssertionError e) {
      market.close();
      throw e;
    }
  }

  /** Requests and a supersession that nobody signed, and bytes that are none. */
  private static void scribble(TestMarket market, ProofRequest request) {
    String batch = request.getBatchId();
    Supersession unsigned =
        Supersession.newBuilder()
            .setDomain(request.getDomain())
            .setBatchId(batch)
            .setRequesterId(request.getRequesterId())
            .setCause(SupersessionCause.STATE_ROOT.name())
            .setSignature(ByteBuffer.allocate(65))
            .build();
    LocalMarket.Broker broker = market.local().broker();
    try (MarketWriter writer = new MarketWriter(broker.clientSettings(), broker.serdes())) {
      writer.send(
          Topics.BATCHES,
          batch,
          ProofRequest.newBuilder(request).setRouteId("somebody else's").build());
      writer.send(Topics.BATCHES, "scribble", new byte[] {1, 2, 3});
      writer.send(Topics.SUPERSESSIONS, batch, unsigned);
    }
    for (VerdictKind kind : List.of(VerdictKind.BATCH, VerdictKind.SUPERSESSION)) {
      market
          .log()
          .awaitVerdict(
              kind + " of nobody",
              PATIENCE,
              v ->
                  v.getKind().equals(kind.name())
                      && v.getReason().equals(Reason.BAD_SIGNATURE.name()));
    }
  }

  /** A policy out of bounds, by a tool that does not look: it is answered, and none the worse. */
  private static void mistake(TestMarket market) {
    Policy inForce = market.local().policy();
    Policy wrong =
        Policy.newBuilder(inForce)
            .setVersion(inForce.getVersion() + 1)
            .setAggregationLeaseMs(-5)
            .build();
    LocalMarket.Broker broker = market.local().broker();
    try (MarketWriter writer = new MarketWriter(broker.clientSettings(), broker.serdes())) {
      writer.put(Topics.POLICIES, wrong.getDomain(), wrong);
    }
  }

  /** A task that only a withholder has runs out of its time, and is saved by somebody else. */
  private static void withhold(TestMarket market) throws IOException {
    Worker withholder = market.prover("withholder", false, Adversaries.withholder());
    String kept = market.submit(1, TaskClass.STANDARD).getBatchId();
    market
        .log()
        .awaitVerdict(
            "the window closing",
            PATIENCE,
            v ->
                v.getAuthor().equals(withholder.id())
                    && v.getReason().equals(Reason.NO_REVEAL.name()));
    market.honestProver("grace");
    market.honestAggregator("emmy");
    assertThat(market.log().awaitReceipt(kept, PATIENCE).getOutcome()).isEqualTo("SETTLED");
    caught(market, withholder, Reason.NO_REVEAL);
  }

  /**
   * A task whose only prover stays silent, which is told of it and rated; somebody else has it
   * then.
   */
  private static void sleep(TestMarket market) throws IOException {
    market.amend(policy -> {
      List<ClassPolicy> classes = new ArrayList<>();
      for (ClassPolicy one : policy.getClasses()) {
        boolean hasty = one.getTaskClass().equals(TaskClass.LONG_DEADLINE.name());
        ClassPolicy.Builder next = ClassPolicy.newBuilder(one);
        classes.add(hasty ? next.setCommitTimeoutMs(HASTE_MS).build() : one);
      }
      return policy.setClasses(classes);
    });
    Worker sleeper = market.prover("sleeper", false, SLEEPER);
    String batch = market.submit(1, TaskClass.LONG_DEADLINE).getBatchId();
    market
        .log()
        .awaitVerdict(
            "the epoch lapsing",
            PATIENCE,
            v ->
                v.getAuthor().equals(sleeper.id())
                    && v.getKind().equals(VerdictKind.ASSIGNMENT.name())
                    && v.getReason().equals(Reason.COMMIT_CLOSED.name()));
    market.honestProver("galois");
    market.honestAggregator("hypatia");
    assertThat(market.log().awaitReceipt(batch, PATIENCE).getOutcome()).isEqualTo("SETTLED");
  }

  private static void caught(TestMarket market, Worker villain, Reason reason) {
    market
        .log()
        .awaitVerdict(
            villain.name() + " caught",
            PATIENCE,
            v ->
                v.getAuthor().equals(villain.id())
                    && v.getReason().equals(reason.name())
                    && v.getSlashed() > 0);
  }
}
