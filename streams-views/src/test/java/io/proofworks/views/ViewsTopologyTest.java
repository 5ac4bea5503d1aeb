package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.LostInput;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topics;
import io.proofworks.views.domain.Gap;
import io.proofworks.views.json.AvroJson;
import io.proofworks.views.json.ViewJson;
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
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

final class ViewsTopologyTest {

  private static final Path GOLDEN = Path.of("src/test/resources/views-topology.txt");
  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final String BATCH = Story.BATCH;
  private static final String PROVER = Story.PROVER;
  private static final String HASH = Story.HASH;
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);
  private static final long NOW = 1_000_000;
  private static final io.proofworks.runtime.Coordinates AT =
      new io.proofworks.runtime.Coordinates("market.batches", 0, 0, 1_000);

  /** What is said of the batch, its tasks and the market, but for offsets. */
  private static JsonNode told(List<Story.Told<?>> story) {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      story.forEach(record -> record.to(market));
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      MarketView view = view(market);
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      all.add(ViewJson.tree(view.batch(BATCH).orElseThrow()));
      all.add(ViewJson.tree(view.task(Story.task(0)).orElseThrow()));
      all.add(ViewJson.tree(view.task(Story.task(1)).orElseThrow()));
      all.add(ViewJson.tree(view.market(NOW)));
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
    JsonNode inOrder = told(Story.ofABatch());

    assertThat(inOrder.toPrettyString()).contains("\"SETTLED\"").contains("\"critical\" : true");
    for (long seed = 1; seed <= 20; seed++) {
      List<Story.Told<?>> shuffled = Story.ofABatch();
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
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_000);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      market.pipe(Topics.VERDICTS, BATCH, Story.verdict("BATCH", null, null, null), 1_100);
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
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_000);

      ViewReader.Known known = view(market).reader().known();

      assertThat(known.missing())
          .as("of the other partition its own relay tells")
          .containsExactly(new Gap("market.reveals", 0, 3, 3_004));
    }
  }

  @Test
  void shouldTellEachMarketWhatWasNeverRead() {
    ViewsApplication views = new ViewsApplication("127.0.0.1:1");
    TopologyFixture.beside(true);
    try (TopologyFixture markets = TopologyFixture.of(views)) {
      views.inputLost(List.of(new LostInput("market.reveals", 0, 3, 3_004)));

      markets.driver().advanceWallClockTime(Duration.ofSeconds(1));

      Gap gap = new Gap("market.reveals", 0, 3, 3_004);
      assertThat(view(markets).reader().known().missing()).containsExactly(gap);
      assertThat(view(markets).of(Hash32.parse(DOMAIN)).reader().known().missing())
          .containsExactly(gap);
    } finally {
      TopologyFixture.beside(false);
    }
  }

  @Test
  void shouldNotShowARequestThatWasNotTheOneAccepted() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_000);
      ProofRequest forged = ProofRequest.newBuilder(Story.request()).setMaxReward(1).build();
      market.pipe(Topics.BATCHES, BATCH, forged, 1_001);
      market.pipe(Topics.VERDICTS, BATCH, Story.verdict("BATCH", null, null, null), 1_100);

      JsonNode batch = ViewJson.tree(view(market).batch(BATCH).orElseThrow());

      assertThat(batch.at("/requested/maxReward").asText()).isEqualTo("77");
    }
  }

  @Test
  void shouldKeepNoHistoryOfATaskThatAnOutsiderMadeUp() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Commitment spam = new Commitment(DOMAIN, Story.task(7), 1, PROVER, HASH, NONE);
      market.pipe(Topics.COMMITMENTS, Story.task(7), spam, 1_000);
      market.pipe(
          Topics.VERDICTS,
          Story.task(7),
          Story.verdict("COMMIT", Story.task(7), null, null),
          1_010);

      assertThat(view(market).task(Story.task(7))).isEmpty();
      assertThat(view(market).reader().records(new Subject(Kind.TASK, Story.task(7)), 10))
          .isEmpty();
    }
  }

  @Test
  void shouldKeepNothingUnderABatchThatAnOutsiderMadeUp() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Supersession moved = new Supersession(DOMAIN, HASH, PROVER, "STATE_ROOT", null, NONE);
      Verdict refused =
          Verdict.newBuilder(Story.verdict("SUPERSESSION", null, null, null))
              .setBatchId(HASH)
              .setReason("UNKNOWN_TASK")
              .build();
      market.pipe(Topics.SUPERSESSIONS, HASH, moved, 1_000);
      market.pipe(Topics.VERDICTS, HASH, refused, 1_010);
      ProofRequest shapeless =
          ProofRequest.newBuilder(Story.request()).setBatchId("~|no id").build();
      market.pipe(Topics.BATCHES, "~|no id", shapeless, 1_020);

      assertThat(keys(market)).noneMatch(key -> key.contains(HASH) || key.contains("no+id"));
    }
  }

  @Test
  void shouldNotAddAShardForATaskThatTheMarketDoesNotKnow() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Story.ofABatch().forEach(record -> record.to(market));
      market.pipe(Topics.VERDICTS, BATCH, Story.verdict("COMMIT", HASH, null, null), 7_000);

      assertThat(view(market).batch(BATCH).orElseThrow().shards()).hasSize(2);
    }
  }

  @Test
  void shouldForgetTheOtherRequestsOnceOneIsAccepted() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_000);
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_001);
      market.pipe(Topics.VERDICTS, BATCH, Story.verdict("BATCH", null, null, null), 1_100);
      market.pipe(Topics.BATCHES, BATCH, Story.request(), 1_200);

      assertThat(keys(market)).noneMatch(key -> key.contains("|q|"));
    }
  }

  /** A text of control characters is six times as long in JSON, and more than a broker takes. */
  @Test
  void shouldSayOfATextThatIsTooLongHowLongItIs() {
    String text = "\u0001".repeat(1_000_000);
    ProofRequest hostile = ProofRequest.newBuilder(Story.request()).setRouteId(text).build();

    ObjectNode shown = AvroJson.of(AT, hostile, AvroJson.INLINE_BYTES);

    assertThat(shown.path("routeId").asText()).isEqualTo("1000000 characters");
    assertThat(shown.toString()).hasSizeLessThan(20_000);
  }

  @Test
  void shouldForgetWhatIsOlderThanThirtyDaysAndNotBelieveARecordFromTheFuture() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      Story.ofABatch().forEach(record -> record.to(market));
      Verdict refused =
          Verdict.newBuilder(Story.verdict("BATCH", null, null, null))
              .setBatchId(HASH)
              .setReason("BAD_SIGNATURE")
              .build();
      market.pipe(Topics.VERDICTS, HASH, refused, 1_000);
      market.tick(Duration.ofDays(70 * 365).toMillis(), Topics.VERDICTS);
      market.driver().advanceWallClockTime(Duration.ofDays(1));
      assertThat(view(market).task(Story.task(0))).isPresent();
      assertThat(view(market).batch(HASH)).isPresent();

      market.tick(Duration.ofDays(70 * 365).toMillis() + 1, Topics.VERDICTS);
      market.driver().advanceWallClockTime(Duration.ofDays(31));

      assertThat(view(market).task(Story.task(0))).isEmpty();
      assertThat(view(market).batch(HASH)).isEmpty();
      assertThat(view(market).batch(BATCH).orElseThrow().timeline()).isEmpty();
      assertThat(view(market).receipt(BATCH)).isPresent();
      assertThat(view(market).market(NOW).tasksByState()).isEmpty();
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
