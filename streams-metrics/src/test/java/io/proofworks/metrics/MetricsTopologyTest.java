package io.proofworks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.MetricWindow;
import io.proofworks.avro.RouteSignal;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

class MetricsTopologyTest {

  private static final Path GOLDEN = Path.of("src/test/resources/metrics-topology.txt");
  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final String TASK = "0x" + "55".repeat(32);
  private static final String BATCH = "0x" + "66".repeat(32);
  private static final String PROVER = "0x" + "01".repeat(20);

  private static TaskRecord task() {
    return task(TASK, BATCH, "eth-base");
  }

  private static TaskRecord task(String taskId, String batchId, String route) {
    ByteBuffer none = ByteBuffer.allocate(0);
    Task task =
        Task.newBuilder()
            .setBatchId(batchId)
            .setRequesterId(PROVER)
            .setStatementId(TASK)
            .setShardIndex(0)
            .setShardCount(1)
            .setShardWeight(7)
            .setProofSystem("risc0-groth16")
            .setProgramHash(TASK)
            .setInputCommitment(TASK)
            .setPublicInputs(none)
            .setTraceShard(none)
            .setTaskClass("STANDARD")
            .setBinding("COMMIT_REVEAL")
            .setDeadline(900_000)
            .setCommitBy(50_000)
            .setRevealWindowMs(10_000)
            .setLateGraceMs(1_000)
            .setMaxProofBytes(1_000)
            .setPolicyVersion(1)
            .setRedundancy(1)
            .setReward(10)
            .setMinReward(5)
            .setMaxReward(20)
            .setBond(5)
            .setRouteId(route)
            .build();
    return new TaskRecord(DOMAIN, taskId, task);
  }

  private static Verdict verdict(String kind, String state, long time) {
    return Verdict.newBuilder()
        .setVerdictId(TASK)
        .setDomain(DOMAIN)
        .setKind(kind)
        .setReason("ACCEPTED")
        .setDetail("")
        .setAuthor(PROVER)
        .setTaskId(TASK)
        .setBatchId(BATCH)
        .setEpoch(1)
        .setShardWeight(7)
        .setTaskState(state)
        .setInput(new Coordinates("market.reveals", 0, 1L, time))
        .setDecidedAt(time)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .build();
  }

  @Test
  void shouldBeTheTopologyThatWasReviewed() throws IOException {
    AppContext app =
        new AppContext(
            TopologyFixture.settings(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard());

    String described = MetricsTopology.build(app).describe().toString();

    assertThat(described.strip()).isEqualTo(Files.readString(GOLDEN).strip());
  }

  @Test
  void shouldPublishWindowsAndSignalsOfATask() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      market.pipe(Topics.TASKS, TASK, task(), 1_000);
      fund(market, 1_050);
      market.pipe(
          Topics.ASSIGNMENTS,
          TASK,
          new Assignment(
              DOMAIN, TASK, BATCH, 1, List.of(), true, 50_000L, 10L, "INITIAL", 0L, null,
              List.of()),
          1_100);
      market.pipe(Topics.VERDICTS, TASK, verdict("COMMIT", "COMMITTED", 2_000), 2_010);
      market.pipe(Topics.VERDICTS, TASK, verdict("REVEAL", "VERIFIED", 2_500), 2_510);

      market.tickAll(10_000);

      List<MetricWindow> windows = market.read(Topics.METRICS);
      MetricWindow closed =
          windows.stream().filter(MetricWindow::getClosed).findFirst().orElseThrow();
      assertThat(closed.getWindowStart()).isZero();
      assertThat(closed.getWindowMs()).isEqualTo(10_000);
      assertThat(closed.getVerified()).isEqualTo(1);
      assertThat(closed.getProofLatency().getMax()).isEqualTo(1_500);
      assertThat(closed.getWinners().getTop1()).isEqualTo(1);
      assertThat(windows).filteredOn(window -> !window.getClosed()).hasSize(4);
      List<RouteSignal> signals = market.read(Topics.ROUTE_SIGNALS);
      assertThat(signals)
          .extracting(RouteSignal::getState)
          .containsExactly("provingQueued", "proofCommitted", "proofVerified", "proofVerified");
      assertThat(signals.getLast().getProverMarketRisk().getReasonCodes())
          .contains("NO_AGGREGATOR", "CONCENTRATED");
    }
  }

  private static Assignment assignment(int epoch, boolean toAll, String... givenBackBy) {
    return new Assignment(
        DOMAIN,
        TASK,
        BATCH,
        epoch,
        List.of(),
        toAll,
        50_000L,
        10L,
        "DECLINED",
        0L,
        null,
        List.of(givenBackBy));
  }

  @Test
  void shouldCountNoEpochThatIsGivenBackTwice() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      market.pipe(Topics.TASKS, TASK, task(), 1_000);
      fund(market, 1_050);
      market.pipe(Topics.ASSIGNMENTS, TASK, assignment(2, true), 1_100);
      market.pipe(Topics.ASSIGNMENTS, TASK, assignment(2, false, PROVER), 1_200);

      market.tickAll(10_000);

      assertThat(market.read(Topics.METRICS))
          .filteredOn(MetricWindow::getClosed)
          .extracting(MetricWindow::getReassignmentCount)
          .containsExactly(1L);
    }
  }

  @Test
  void shouldRepeatSignalsOnTicksAlone() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      market.pipe(Topics.TASKS, TASK, task(), 1_000);
      fund(market, 1_050);
      market.tickAll(10_000);
      market.read(Topics.ROUTE_SIGNALS);

      market.tickAll(15_000);
      market.tickAll(16_000);
      market.tickAll(20_000);

      List<RouteSignal> signals = market.read(Topics.ROUTE_SIGNALS);
      assertThat(signals).extracting(RouteSignal::getAsOf).containsExactly(15_000L, 20_000L);
      assertThat(signals.getLast().getProofLagPenalty().getValue())
          .isGreaterThanOrEqualTo(signals.getFirst().getProofLagPenalty().getValue());
      assertThat(signals.getLast().getValidUntil()).isEqualTo(35_000);
    }
  }

  @Test
  void shouldPassOverWhatItCannotDecode() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      market.pipeBytes(Topics.HEARTBEATS, new byte[] {1}, new byte[] {9, 9}, 1_000);

      market.pipe(Topics.TASKS, TASK, task(), 1_000);
      fund(market, 1_050);

      assertThat(market.read(Topics.ROUTE_SIGNALS)).hasSize(1);
    }
  }

  @Test
  void shouldKnowNoRouteForWhichNoMoneyIsHeldAndForgetThoseThatEnded() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      for (int i = 0; i < 1_500; i++) {
        String id = Hash32.parse("0x%064x".formatted(i + 1)).hex();
        market.pipe(Topics.TASKS, id, task(id, id, "free-" + i), 1_000 + i);
      }
      market.pipe(Topics.TASKS, TASK, task(), 3_000);
      fund(market, 3_001);
      market.read(Topics.ROUTE_SIGNALS);
      String refused = "0x%064x".formatted(1);
      TaskClosed closed = new TaskClosed(refused, "FAILED", "no money", false);
      market.pipe(Topics.TASKS, refused, new TaskRecord(DOMAIN, refused, closed), 3_002);

      market.tickAll(10_000);
      List<RouteSignal> whileOpen = market.read(Topics.ROUTE_SIGNALS);
      market.tickAll(1_000_000);
      market.read(Topics.ROUTE_SIGNALS);
      market.tickAll(1_000_000 + 25 * 3_600_000L);

      assertThat(whileOpen).extracting(RouteSignal::getRouteId).containsExactly("eth-base");
      assertThat(market.read(Topics.ROUTE_SIGNALS)).isEmpty();
      assertThat(entries(market, "metrics-transfers")).isZero();
      assertThat(entries(market, "metrics-routes")).isZero();
    }
  }

  @Test
  void shouldCountNoVerdictOnWhatNobodySigned() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      market.pipe(Topics.TASKS, TASK, task(), 1_000);
      Verdict unsigned =
          Verdict.newBuilder(verdict("REVEAL", "OPEN", 2_000))
              .setReason("BAD_SIGNATURE")
              .setAuthor("")
              .build();
      for (int i = 0; i < 100; i++) {
        market.pipe(Topics.VERDICTS, TASK, unsigned, 2_000 + i);
      }

      market.tickAll(10_000);

      assertThat(market.read(Topics.METRICS))
          .filteredOn(MetricWindow::getClosed)
          .allMatch(window -> window.getSampleSize() == 1);
    }
  }

  private static int entries(TopologyFixture market, String store) {
    int count = 0;
    try (KeyValueIterator<String, Object> all =
        market.driver().<String, Object>getKeyValueStore(store).all()) {
      while (all.hasNext()) {
        all.next();
        count++;
      }
    }
    return count;
  }

  /** Settlement holds the money for the task. */
  private static void fund(TopologyFixture market, long time) {
    Verdict held =
        Verdict.newBuilder(verdict("TASK", "OPEN", time)).setAuthor("").setEpoch(0).build();
    market.pipe(Topics.VERDICTS, TASK, held, time);
  }
}
