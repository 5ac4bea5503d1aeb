package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as Kafka Streams runs it: what a commit takes with it. */
class WriteBehindStoreTest {

  private static final String STORE = "counts";
  private static final String CHANGELOG = "app-" + STORE + "-changelog";
  private static final Serde<Long> COUNTS = Serdes.Long();

  @TempDir private Path directory;

  /** Counts a text as often as it has letters, and lets something come and go. */
  private static final class Counting extends ContextualProcessor<byte[], String, Void, Void> {

    @Override
    public void process(Record<byte[], String> record) {
      OrderedStore store = StreamsStore.of(context(), STORE);
      byte[] key = record.value().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < record.value().length(); i++) {
        Long before = store.get(key, COUNTS);
        store.put(key, before == null ? 1L : before + 1, COUNTS);
      }
      byte[] passing = {0};
      store.enqueue(passing, 7L, COUNTS, 8);
      store.delete(passing);
    }
  }

  @Test
  void shouldWriteEachChangeOnceIntoTheTransactionThatLedToIt() {
    CacheBudget budget = CacheBudget.of(10_000);
    try (TopologyTestDriver driver = driver(budget)) {
      TestInputTopic<byte[], String> input =
          driver.createInputTopic("in", new ByteArraySerializer(), new StringSerializer());
      input.pipeInput("abc");
      input.pipeInput("abc");
      input.pipeInput("de");

      assertThat(changelog(driver))
          .containsExactly(Map.entry("abc", 3L), Map.entry("abc", 6L), Map.entry("de", 2L));
      assertThat(budget.kept()).isPositive();
    }
    assertThat(budget.kept()).isZero();
  }

  @Test
  void shouldGiveItsShareBackOnceHoweverOftenItIsClosed() {
    CacheBudget budget = CacheBudget.of(1_000);
    budget.open();
    try (TopologyTestDriver driver = driver(budget)) {
      assertThat(budget.isOverspent(600)).isFalse();
      budget.take(1_100);
      assertThat(budget.isOverspent(600)).as("half is its share").isTrue();
      driver.getKeyValueStore(STORE).close();
      driver.getKeyValueStore(STORE).close();
      assertThat(budget.isOverspent(600)).as("the other one has all of it").isFalse();
      budget.open();
      assertThat(budget.isOverspent(600)).as("there are two again").isTrue();
    }
  }

  private TopologyTestDriver driver(CacheBudget budget) {
    Topology topology =
        new Topology()
            .addSource("from", new ByteArrayDeserializer(), new StringDeserializer(), "in")
            .addProcessor("counting", Counting::new, "from")
            .addStateStore(WriteBehindStore.builder(STORE, budget), "counting");
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    return new TopologyTestDriver(topology, config);
  }

  private static List<Map.Entry<String, Long>> changelog(TopologyTestDriver driver) {
    return driver
        .createOutputTopic(CHANGELOG, new StringDeserializer(), COUNTS.deserializer())
        .readRecordsToList()
        .stream()
        .map(record -> Map.entry(record.key(), record.value()))
        .toList();
  }
}
