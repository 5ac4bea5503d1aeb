package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JobChild;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.LostInput;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

final class ViewsTopologyTest {

  private static final Path GOLDEN = Path.of("src/test/resources/views-topology.txt");
  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final String BATCH = "0x" + "66".repeat(32);
  private static final String PROVER = "0x" + "01".repeat(20);
  private static final String HASH = "0x" + "77".repeat(32);
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final long NOW = 1_000_000;
  private static final io.proofworks.runtime.Coordinates AT =
      new io.proofworks.runtime.Coordinates("market.batches", 0, 0, 1_000);

  /** A record of the story and when it was appended. */
  private record Told<V extends SpecificRecord>(Topic<V> topic, V value, long time) {
    void to(TopologyFixture market) {
      var unused = market.pipe(topic, "key", value, time);
    }
  }

  private static String task(int index) {
    return "0x" + "0%d".formatted(index).repeat(32);
  }

  private static List<Told<?>> story() {
    List<Told<?>> story = new ArrayList<>();
    story.add(new Told<>(Topics.BATCHES, request(), 1_000));
    Verdict forged =
        Verdict.newBuilder(verdict("BATCH", null, null, null)).setReason("BAD_SIGNATURE").build();
    story.add(new Told<>(Topics.VERDICTS, forged, 1_050));
    story.add(new Told<>(Topics.VERDICTS, verdict("BATCH", null, null, null), 1_100));
    for (int shard = 0; shard < 2; shard++) {
      String id = task(shard);
      long later = 10L * shard;
      story.add(new Told<>(Topics.TASKS, published(shard), 2_000 + later));
      story.add(new Told<>(Topics.ASSIGNMENTS, assigned(id), 2_100 + later));
      story.add(
          new Told<>(Topics.VERDICTS, verdict("COMMIT", id, "COMMITTED", null), 3_000 + later));
      story.add(
          new Told<>(Topics.VERDICTS, verdict("REVEAL", id, "VERIFIED", null), 4_000 + later));
      story.add(new Told<>(Topics.CHILD_PROOFS, child(shard), 4_100 + later));
      story.add(new Told<>(Topics.TASKS, closed(id), 6_000 + later));
    }
    story.add(new Told<>(Topics.AGGREGATION_JOBS, job(), 5_000));
    story.add(new Told<>(Topics.VERDICTS, verdict("AGGREGATE", null, null, 0), 5_500));
    story.add(new Told<>(Topics.RECEIPTS, receipt(), 5_600));
    return story;
  }

  private static ProofRequest request() {
    return ProofRequest.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setRequesterId(PROVER)
        .setRequesterNonce(1)
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setInputCommitment(HASH)
        .setPublicInputs(NONE)
        .setTrace(ByteBuffer.allocate(4_000))
        .setTaskClass("STANDARD")
        .setBinding("COMMIT_REVEAL")
        .setDeadline(900_000)
        .setMaxReward(77)
        .setRouteId("a->b")
        .setSignature(NONE)
        .build();
  }

  private static Verdict verdict(String kind, String taskId, String taskState, Integer nodeId) {
    return Verdict.newBuilder()
        .setVerdictId(kind + taskId)
        .setDomain(DOMAIN)
        .setKind(kind)
        .setReason("ACCEPTED")
        .setDetail("")
        .setAuthor(PROVER)
        .setTaskId(taskId)
        .setBatchId(BATCH)
        .setNodeId(nodeId)
        .setEpoch(1)
        .setShardWeight(0)
        .setTaskState(taskState)
        .setInput(new Coordinates("market.batches", 0, 0L, 1_000L))
        .setDecidedAt(5_500)
        .setSlashed(0)
        .setRewarded(kind.equals("REVEAL") ? 5 : 0)
        .setEvidence(List.of())
        .build();
  }

  private static TaskRecord published(int shard) {
    Task task =
        Task.newBuilder()
            .setBatchId(BATCH)
            .setRequesterId(PROVER)
            .setStatementId(HASH)
            .setShardIndex(shard)
            .setShardCount(2)
            .setShardWeight(7)
            .setProofSystem("risc0-groth16")
            .setProgramHash(HASH)
            .setInputCommitment(HASH)
            .setPublicInputs(NONE)
            .setTraceShard(NONE)
            .setTaskClass("STANDARD")
            .setBinding("COMMIT_REVEAL")
            .setDeadline(900_000)
            .setCommitBy(50_000)
            .setRevealWindowMs(10_000)
            .setLateGraceMs(1_000)
            .setMaxProofBytes(1_000)
            .setPolicyVersion(1)
            .setRedundancy(1)
            .setReward(5)
            .setMinReward(5)
            .setMaxReward(5)
            .setBond(10)
            .setRouteId("a->b")
            .build();
    return new TaskRecord(DOMAIN, task(shard), task);
  }

  private static Assignment assigned(String id) {
    Assignee assignee = new Assignee(PROVER, new ScoreBreakdown(1, 2, 3, 4, 5, 6, 21, 9_000L));
    return new Assignment(
        DOMAIN,
        id,
        BATCH,
        1,
        List.of(assignee),
        false,
        50_000L,
        5L,
        "INITIAL",
        0L,
        null,
        List.of());
  }

  private static ChildProof child(int shard) {
    return ChildProof.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setTaskId(task(shard))
        .setShardIndex(shard)
        .setShardCount(2)
        .setShardWeight(7)
        .setEpoch(1)
        .setProverId(PROVER)
        .setStatementId(HASH)
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setPublicInputs(NONE)
        .setProof(NONE)
        .setGrant(new AggregationGrant(BATCH, PROVER, NONE))
        .setTaskClass("STANDARD")
        .setReward(5)
        .setLate(false)
        .setTaskPublishedAt(2_000)
        .setVerifiedAt(4_000L + shard)
        .setReveal(new Coordinates("market.reveals", 0, 0L, 3_900L))
        .build();
  }

  private static TaskRecord closed(String id) {
    return new TaskRecord(DOMAIN, id, new TaskClosed(BATCH, "SETTLED", ""));
  }

  private static AggregationJob job() {
    return AggregationJob.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setJobId(HASH)
        .setNodeId(0)
        .setRoot(true)
        .setEpoch(1)
        .setAggregatorId(PROVER)
        .setScheme("BATCH")
        .setChildren(List.of(new JobChild(task(0), null, HASH), new JobChild(task(1), null, HASH)))
        .setLeaves(List.of(task(0), task(1)))
        .setLeaseUntil(15_000)
        .setBond(1)
        .setFee(2)
        .setCause("INITIAL")
        .build();
  }

  private static Receipt receipt() {
    return Receipt.newBuilder()
        .setDomain(DOMAIN)
        .setBatchId(BATCH)
        .setRequesterId(PROVER)
        .setRouteId("a->b")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("")
        .setProofSystem("risc0-groth16")
        .setProgramHash(HASH)
        .setPublicInputs(NONE)
        .setScheme("BATCH")
        .setRootAggregatorId(PROVER)
        .setRootBinding(NONE)
        .setRootProof(ByteBuffer.allocate(900))
        .setChildren(List.of())
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(1_000)
        .setLastChildVerifiedAt(4_001)
        .setRootVerifiedAt(5_500)
        .build();
  }

  /** What is said of the batch, its tasks and the market, but for offsets. */
  private static JsonNode told(List<Told<?>> story) {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      story.forEach(record -> record.to(market));
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      MarketView view = view(market);
      ArrayNode all = ViewReader.JSON.createArrayNode();
      all.add(view.batch(BATCH, NOW).orElseThrow());
      all.add(view.task(task(0)).orElseThrow());
      all.add(view.task(task(1)).orElseThrow());
      all.add(view.market(NOW));
      for (MarketList list : MarketList.values()) {
        list.page(view, Map.of(), Optional.empty(), 10, NOW)
            .lines()
            .forEach(line -> all.add(line.line()));
      }
      forgetOffsets(all);
      return all;
    }
  }

  private static MarketView view(TopologyFixture market) {
    return new MarketView(new ViewReader(market.driver().getKeyValueStore(ViewsTopology.VIEWS)));
  }

  private static void forgetOffsets(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove("offset");
    }
    node.forEach(ViewsTopologyTest::forgetOffsets);
  }

  @Test
  void shouldSayTheSameInWhateverOrderTheTopicsAreRead() {
    JsonNode inOrder = told(story());

    assertThat(inOrder.toPrettyString()).contains("\"SETTLED\"").contains("\"critical\" : true");
    for (long seed = 1; seed <= 20; seed++) {
      List<Told<?>> shuffled = story();
      Collections.shuffle(shuffled, new Random(seed));
      JsonNode said = told(shuffled);
      for (int i = 0; i < inOrder.size(); i++) {
        assertThat(said.get(i)).as("seed %d, item %d", seed, i).isEqualTo(inOrder.get(i));
      }
      assertThat(said).hasSize(inOrder.size());
    }
  }

  @Test
  void shouldStillKnowHowFarATopicWasReadThatHasGoneQuiet() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.BATCHES, BATCH, request(), 1_000);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      market.pipe(Topics.VERDICTS, BATCH, verdict("BATCH", null, null, null), 1_100);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));

      ViewReader.Known known = view(market).reader().known();

      assertThat(known.time()).isEqualTo(1_100);
      assertThat(known.offsets()).containsOnlyKeys("market.batches-0", "market.verdicts-0");
    }
  }

  @Test
  void shouldKnowWhatItNeverRead() {
    ViewsApplication views = new ViewsApplication("127.0.0.1:1");
    try (TopologyFixture market = TopologyFixture.of(views)) {
      views.inputLost(
          List.of(
              new LostInput("market.reveals", 0, 3, 3_004),
              new LostInput("market.reveals", 1, 0, 5)));
      market.pipe(Topics.BATCHES, BATCH, request(), 1_000);

      ViewReader.Known known = view(market).reader().known();

      assertThat(known.missing()).as("of the other partition its own relay tells").hasSize(1);
      assertThat(known.missing().getFirst().toString())
          .isEqualTo("{\"topic\":\"market.reveals\",\"partition\":0,\"from\":3,\"to\":3004}");
    }
  }

  @Test
  void shouldNotShowARequestThatWasNotTheOneAccepted() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.BATCHES, BATCH, request(), 1_000);
      ProofRequest forged = ProofRequest.newBuilder(request()).setMaxReward(1).build();
      market.pipe(Topics.BATCHES, BATCH, forged, 1_001);
      market.pipe(Topics.VERDICTS, BATCH, verdict("BATCH", null, null, null), 1_100);

      JsonNode batch = view(market).batch(BATCH, NOW).orElseThrow();

      assertThat(batch.at("/requested/maxReward").asText()).isEqualTo("77");
    }
  }

  @Test
  void shouldKeepNoHistoryOfATaskThatAnOutsiderMadeUp() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Commitment spam = new Commitment(DOMAIN, task(7), 1, PROVER, HASH, NONE);
      market.pipe(Topics.COMMITMENTS, task(7), spam, 1_000);
      market.pipe(Topics.VERDICTS, task(7), verdict("COMMIT", task(7), null, null), 1_010);

      assertThat(view(market).task(task(7))).isEmpty();
      assertThat(view(market).reader().records(new Subject(Kind.TASK, task(7)), 10)).isEmpty();
    }
  }

  @Test
  void shouldKeepNothingUnderABatchThatAnOutsiderMadeUp() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Supersession moved = new Supersession(DOMAIN, HASH, PROVER, "STATE_ROOT", null, NONE);
      Verdict refused =
          Verdict.newBuilder(verdict("SUPERSESSION", null, null, null))
              .setBatchId(HASH)
              .setReason("UNKNOWN_TASK")
              .build();
      market.pipe(Topics.SUPERSESSIONS, HASH, moved, 1_000);
      market.pipe(Topics.VERDICTS, HASH, refused, 1_010);
      ProofRequest shapeless = ProofRequest.newBuilder(request()).setBatchId("~|no id").build();
      market.pipe(Topics.BATCHES, "~|no id", shapeless, 1_020);

      assertThat(keys(market)).noneMatch(key -> key.contains(HASH) || key.contains("no+id"));
    }
  }

  @Test
  void shouldNotAddAShardForATaskThatTheMarketDoesNotKnow() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      story().forEach(record -> record.to(market));
      market.pipe(Topics.VERDICTS, BATCH, verdict("COMMIT", HASH, null, null), 7_000);

      assertThat(view(market).batch(BATCH, NOW).orElseThrow().path("shards")).hasSize(2);
    }
  }

  @Test
  void shouldForgetTheOtherRequestsOnceOneIsAccepted() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.BATCHES, BATCH, request(), 1_000);
      market.pipe(Topics.BATCHES, BATCH, request(), 1_001);
      market.pipe(Topics.VERDICTS, BATCH, verdict("BATCH", null, null, null), 1_100);
      market.pipe(Topics.BATCHES, BATCH, request(), 1_200);

      assertThat(keys(market)).noneMatch(key -> key.contains("|q|"));
    }
  }

  /** A text of control characters is six times as long in JSON, and more than a broker takes. */
  @Test
  void shouldSayOfATextThatIsTooLongHowLongItIs() {
    String text = "\u0001".repeat(1_000_000);
    ProofRequest hostile = ProofRequest.newBuilder(request()).setRouteId(text).build();

    ObjectNode shown = AvroJson.of(AT, hostile, AvroJson.INLINE_BYTES);

    assertThat(shown.path("routeId").asText()).isEqualTo("1000000 characters");
    assertThat(shown.toString()).hasSizeLessThan(20_000);
  }

  @Test
  void shouldForgetWhatIsOlderThanThirtyDaysAndNotBelieveARecordFromTheFuture() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      story().forEach(record -> record.to(market));
      Verdict refused =
          Verdict.newBuilder(verdict("BATCH", null, null, null))
              .setBatchId(HASH)
              .setReason("BAD_SIGNATURE")
              .build();
      market.pipe(Topics.VERDICTS, HASH, refused, 1_000);
      market.tick(Duration.ofDays(70 * 365).toMillis(), Topics.VERDICTS);
      market.driver().advanceWallClockTime(Duration.ofDays(1));
      assertThat(view(market).task(task(0))).isPresent();
      assertThat(view(market).batch(HASH, NOW)).isPresent();

      market.tick(Duration.ofDays(70 * 365).toMillis() + 1, Topics.VERDICTS);
      market.driver().advanceWallClockTime(Duration.ofDays(31));

      assertThat(view(market).task(task(0))).isEmpty();
      assertThat(view(market).batch(HASH, NOW)).isEmpty();
      assertThat(view(market).batch(BATCH, NOW).orElseThrow().path("timeline")).isEmpty();
      assertThat(view(market).receipt(BATCH)).isPresent();
      assertThat(view(market).market(NOW).path("tasksByState")).isEmpty();
    }
  }

  private static List<String> keys(TopologyFixture market) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        market.driver().<String, byte[]>getKeyValueStore(ViewsTopology.VIEWS).all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  @Test
  void shouldReadOnlyWhatTheCatalogueGrantsIt() {
    assertThat(Subjects.SOURCES)
        .allMatch(topic ->
            topic.readers().contains(Party.VIEWS) || topic.readers().contains(Party.ANYONE));
  }

  @Test
  void shouldBeTheGraphThatIsDescribed() throws IOException {
    AppContext app =
        new AppContext(
            TopologyFixture.settings(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard());
    String described = ViewsTopology.build(app, new ArrayDeque<>()).describe().toString();

    assertThat(described.strip()).isEqualTo(Files.readString(GOLDEN).strip());
  }
}
