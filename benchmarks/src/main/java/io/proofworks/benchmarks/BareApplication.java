package io.proofworks.benchmarks;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that an exactly-once application on Kafka Streams can do for a record: read the key's
 * state from RocksDB, write it back, and send an answer. It has the settings, the partitions, the
 * records and the sizes of settlement; what settlement costs beyond it is settlement's own.
 */
final class BareApplication implements StreamsApplication {

  static final String INPUT = "bench.input";
  static final String OUTPUT = "bench.output";
  private static final String STORE = "bench-state";

  /** As large as the state of a task and as a verdict. */
  private static final int STATE_BYTES = 1_024;

  private static final int ANSWER_BYTES = 512;

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public Topology topology(AppContext context) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()));
    builder.stream(
            INPUT, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("read-input"))
        .processValues(ReadModifyWrite::new, Named.as("read-modify-write"), STORE)
        .to(OUTPUT, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("write-output"));
    return builder.build();
  }

  private static final class ReadModifyWrite
      extends ContextualFixedKeyProcessor<byte[], byte[], byte[]> {

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    private KeyValueStore<byte[], byte[]> store;

    @Override
    public void init(FixedKeyProcessorContext<byte[], byte[]> context) {
      super.init(context);
      store = context.getStateStore(STORE);
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
      byte[] before = store.get(record.key());
      byte[] state = before == null ? new byte[STATE_BYTES] : before;
      state[0]++;
      System.arraycopy(
          record.value(), 0, state, 1, Math.min(record.value().length, STATE_BYTES - 1));
      store.put(record.key(), state);
      context().forward(record.withValue(new byte[ANSWER_BYTES]));
    }
  }
}
