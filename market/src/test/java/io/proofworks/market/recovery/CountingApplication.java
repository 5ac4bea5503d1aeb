package io.proofworks.market.recovery;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Counts the records of a topic by key, in a store on disk, and fails when a test wants it to. */
final class CountingApplication implements StreamsApplication {

  static final String STORE = "counts";

  private final String topic;
  private final Properties extra = new Properties();

  /** What happens to each record before it is counted. */
  final AtomicReference<Consumer<String>> fault = new AtomicReference<>(key -> {});

  CountingApplication(String topic) {
    this.topic = topic;
    extra.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 50L);
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public Properties extraConfig() {
    return extra;
  }

  @Override
  public Topology topology(AppContext context) {
    return new Topology()
        .addSource(
            "source", Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), topic)
        .addProcessor("count", new Counting(), "source");
  }

  private final class Counting implements ProcessorSupplier<String, byte[], Void, Void> {

    @Override
    public Processor<String, byte[], Void, Void> get() {
      return new Processor<>() {
        private KeyValueStore<String, Long> counts;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
          counts = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
          fault.get().accept(record.key());
          Long before = counts.get(record.key());
          counts.put(record.key(), before == null ? 1 : before + 1);
        }
      };
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.Long())
              .withCachingDisabled());
    }
  }
}
