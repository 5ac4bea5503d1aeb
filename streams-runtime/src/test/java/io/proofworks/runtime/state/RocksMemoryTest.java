package io.proofworks.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many stores, and more written and read than memory may be taken. */
class RocksMemoryTest {

  private static final long MEBIBYTE = 1024L * 1024;
  private static final long BUDGET = 16 * MEBIBYTE;

  /** While one store writes a file others go on to write. */
  private static final double ROOM = 1.25;

  private static final int VALUE_BYTES = 16 * 1024;
  private static final int VALUES = 300;
  private static final List<String> STORES =
      IntStream.range(0, 12).mapToObj(i -> "store" + i).toList();

  @TempDir private Path directory;

  private static final class Nothing extends ContextualProcessor<byte[], byte[], Void, Void> {

    @Override
    public void process(Record<byte[], byte[]> record) {
      // the stores are written by the test itself
    }
  }

  @Test
  void shouldTakeNoMoreForAllStoresTogetherThanTheBudget() {
    long before = RocksMemory.used();
    Random random = new Random(7);
    byte[] value = new byte[VALUE_BYTES];
    try (TopologyTestDriver driver = driver()) {
      List<KeyValueStore<Bytes, byte[]>> stores =
          STORES.stream().map(driver::<Bytes, byte[]>getKeyValueStore).toList();
      long mostUnwritten = 0;
      for (int i = 0; i < VALUES; i++) {
        for (KeyValueStore<Bytes, byte[]> store : stores) {
          random.nextBytes(value);
          store.put(key(i), value);
        }
        mostUnwritten = Math.max(mostUnwritten, gauge(driver, "size-all-mem-tables"));
        assertThat(RocksMemory.used() - before)
            .as("what is not in a file yet counts")
            .isBetween(i == 0 ? (long) VALUE_BYTES * STORES.size() : 0, (long) (BUDGET * ROOM));
      }
      assertThat(mostUnwritten).isBetween(MEBIBYTE, (long) (BUDGET / 2 * ROOM));

      for (int i = 0; i < VALUES; i++) {
        for (KeyValueStore<Bytes, byte[]> store : stores) {
          assertThat(store.get(key(i))).hasSize(VALUE_BYTES);
        }
        assertThat(RocksMemory.used() - before).isLessThan((long) (BUDGET * ROOM));
      }
      assertThat(RocksMemory.used() - before)
          .as("what was read is kept where it is bounded")
          .isGreaterThan(BUDGET / 2);
    }
  }

  private static Bytes key(int number) {
    return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** Of all stores together. */
  private static long gauge(TopologyTestDriver driver, String name) {
    return driver.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(name))
        .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
        .sum();
  }

  private TopologyTestDriver driver() {
    Topology topology =
        new Topology()
            .addSource("from", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
    topology.addProcessor("nothing", Nothing::new, "from");
    for (String store : STORES) {
      topology.addStateStore(
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(store), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled(),
          "nothing");
    }
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    RocksMemory.share(config, BUDGET);
    return new TopologyTestDriver(topology, config);
  }
}
