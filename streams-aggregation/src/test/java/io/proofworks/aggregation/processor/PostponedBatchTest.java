package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.DigestScheme;
import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.BatchCase;
import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Child;
import io.proofworks.aggregation.domain.ChildRef;
import io.proofworks.aggregation.domain.Node;
import io.proofworks.aggregation.domain.NodeState;
import io.proofworks.aggregation.domain.Position;
import io.proofworks.aggregation.domain.Shard;
import io.proofworks.aggregation.domain.Tree;
import io.proofworks.avro.JournalEntry;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.JobCause;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch whose time is up and of which nothing can be written: its receipt is larger than any
 * topic takes. It is not forgotten, and the others go on.
 */
final class PostponedBatchTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final String LARGE = "0x" + "aa".repeat(32);
  private static final String SMALL = "0x" + "bb".repeat(32);
  private static final int TOO_MANY = 2_000_000;

  @TempDir private Path directory;
  private MockProcessorContext<Object, Object> context;
  private KeyValueStore<String, BatchCase> cases;
  private KeyValueStore<Bytes, String> due;
  private final MarketSerdes serdes = new MarketSerdes(new InMemoryRegistry());
  private AggregateProcessor processor;

  @BeforeEach
  void open() {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "aggregation");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    context = new MockProcessorContext<>(config, new TaskId(0, 0), directory.toFile());
    context.setCurrentSystemTimeMs(1);
    for (StoreBuilder<?> builder : Stores.ofBatches()) {
      StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    cases = context.getStateStore(Stores.CASES);
    due = context.getStateStore(Stores.DUE);
    Schemes schemes = (id, systems) -> Optional.of(new DigestScheme());
    Systems systems = new Systems(VerifierRegistry.standard(), schemes, serdes, Meters.unread());
    processor = new AggregateProcessor(new BatchSetup(TopologyFixture.settings(), systems));
    processor.init(context);
    AggregationPolicy policy =
        new AggregationPolicy(
            DOMAIN,
            1,
            "DIGEST",
            2,
            100,
            3,
            0,
            10,
            new AggregationPolicy.Penalties(0, 0, 0, 0),
            60_000,
            4_096,
            Map.of(),
            Map.of(),
            Optional.empty(),
            MarketRules.NEWEST);
    KeyValueStore<String, AggregationPolicy> shelf = context.getStateStore(Stores.POLICIES);
    shelf.put(DOMAIN + "|1", policy);
    shelf.put(DOMAIN, policy);
  }

  @AfterEach
  void close() {
    for (StoreBuilder<?> builder : Stores.ofBatches()) {
      context.<StateStore>getStateStore(builder.name()).close();
    }
  }

  /** A batch that nobody aggregates, whose patience ends at 1,000. */
  private static BatchCase waiting(String batch, int inputBytes) {
    Position nowhere = new Position("t", 0, 0, 0);
    String id = "0x" + "11".repeat(32);
    Child child =
        new Child(
            "0x" + "01".repeat(20),
            1,
            "s",
            id,
            new byte[inputBytes],
            null,
            id,
            1,
            "0x" + "0".repeat(40),
            1,
            false,
            5,
            nowhere,
            null);
    Shard shard = new Shard(0, id, id, 1, 1, 5, child);
    BatchFacts.Terms terms =
        new BatchFacts.Terms("0x" + "a1".repeat(20), "route", "STANDARD", "s", 1, 1, id, 1);
    NodeState nobody =
        new NodeState.Waiting(JobCause.INITIAL, NodeState.Delay.NOBODY_THERE, 1_000, 0, false);
    Node root =
        new Node(
            0, true, List.of(new ChildRef.Leaf(0)), List.of(0), 5, 0, List.of(), List.of(), nobody);
    return new BatchCase.Aggregating(
        new BatchFacts(DOMAIN, batch, List.of(), terms, List.of(shard), List.of(), List.of()),
        new Tree(List.of(root)));
  }

  private void tick(long time) {
    ProducerRecord<byte[], byte[]> tick = Ticks.record(Topics.AGGREGATES.name(), 0);
    context.setRecordMetadata(tick.topic(), 0, time);
    processor.process(new Record<>(null, tick.value(), time, tick.headers()));
  }

  private List<String> dueAt(long time) {
    try (KeyValueIterator<Bytes, String> all =
        due.range(Stores.due(time, ""), Stores.due(time + 1, ""))) {
      List<String> found = new java.util.ArrayList<>();
      all.forEachRemaining(entry -> found.add(entry.value));
      return found;
    }
  }

  private long receipts() {
    return context.forwarded().stream()
        .filter(sent -> sent.childName().filter(Sinks.RECEIPTS::equals).isPresent())
        .count();
  }

  private List<String> journalled() {
    return context.forwarded().stream()
        .filter(sent -> sent.childName().filter(Sinks.JOURNAL::equals).isPresent())
        .map(sent -> serdes.decoder(Topics.JOURNAL).decode((byte[]) sent.record().value()))
        .map(decoded ->
            decoded instanceof Decoded.Value<JournalEntry>(JournalEntry entry)
                ? entry.getOutcomeDigest()
                : decoded.toString())
        .toList();
  }

  private static String outcome(String... texts) {
    List<Consequence> consequences = new java.util.ArrayList<>();
    for (String text : texts) {
      consequences.add(
          new Consequence() {
            @Override
            public String outcome() {
              return text;
            }
          });
    }
    return JournalChain.outcomeDigest(consequences).hex();
  }

  @Test
  void shouldLookAgainAtABatchOfWhichNothingCouldBeWritten() {
    // given
    for (KeyValue<String, Integer> batch :
        List.of(KeyValue.pair(LARGE, TOO_MANY), KeyValue.pair(SMALL, 10))) {
      cases.put(batch.key, waiting(batch.key, batch.value));
      due.put(Stores.due(1_000, batch.key), batch.key);
    }

    // when
    tick(2_000);

    // then
    assertThat(cases.get(LARGE)).isInstanceOf(BatchCase.Aggregating.class);
    assertThat(cases.get(SMALL)).isInstanceOf(BatchCase.Failed.class);
    assertThat(receipts()).isEqualTo(1);
    assertThat(dueAt(62_000)).containsExactly(LARGE);
    assertThat(journalled())
        .as("nothing of what was taken back")
        .containsExactly(
            outcome(
                "returned|" + SMALL + "|0|1",
                "receipt|" + SMALL + "|FAILED||0|no aggregator for node 0: INITIAL"));

    // and when what was in the way is gone
    cases.put(LARGE, waiting(LARGE, 10));
    tick(61_999);
    assertThat(receipts()).isEqualTo(1);
    tick(62_000);

    assertThat(cases.get(LARGE)).isInstanceOf(BatchCase.Failed.class);
    assertThat(receipts()).isEqualTo(2);
  }
}
