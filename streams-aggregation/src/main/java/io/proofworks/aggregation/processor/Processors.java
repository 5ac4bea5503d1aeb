package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.serde.MarketSerdes;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The processors of this application, ready to be put into its topology. */
public final class Processors {

  private final MarketSerdes serdes;
  private final Hash32 domain;
  private final int partitions;
  private final Systems systems;

  public Processors(AppContext app, Schemes schemes) {
    this.systems = new Systems(app.verifiers(), schemes, app.serdes(), app.meters());
    this.serdes = app.serdes();
    this.domain = app.settings().domain();
    this.partitions = app.settings().partitions();
  }

  /** Records of a batch go to its partition, ticks to their own number's. */
  public static StreamPartitioner<byte[], byte[]> byBatch() {
    return Relay.BY_BATCH;
  }

  /** Records go to every partition, ticks to their own number's. */
  public static StreamPartitioner<byte[], byte[]> toAll() {
    return Relay.TO_ALL;
  }

  public ProcessorSupplier<byte[], byte[], byte[], byte[]> shardRelay() {
    return () -> new ShardRelay(serdes);
  }

  public ProcessorSupplier<byte[], byte[], byte[], byte[]> verdictRelay() {
    return () -> new VerdictRelay(serdes);
  }

  /** Brings its own store. */
  public ProcessorSupplier<byte[], byte[], byte[], byte[]> directoryRelay() {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return new DirectoryRelay(serdes, domain);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Stores.ofDirectory();
      }
    };
  }

  /** Brings its own stores. */
  public ProcessorSupplier<byte[], byte[], byte[], byte[]> desk() {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return new DeskProcessor();
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Stores.ofDesk();
      }
    };
  }

  /** What batches ask of the desk. */
  public ProcessorSupplier<byte[], byte[], Object, Object> requests() {
    return () -> new RequestProcessor(serdes, domain, partitions, systems);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> childProofs() {
    return () -> new ChildProofProcessor(serdes, domain, systems);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> aggregates() {
    return () -> new AggregateProcessor(serdes, domain, partitions, systems);
  }

  /**
   * @param clock the name of the input's clock
   */
  public ProcessorSupplier<byte[], byte[], Object, Object> relayed(String clock) {
    return () -> new RelayedProcessor(clock, domain, systems);
  }

  /**
   * @param clock the name of the input's clock
   */
  public ProcessorSupplier<byte[], byte[], Object, Object> directory(String clock) {
    return () -> new DirectoryProcessor(clock, domain, systems);
  }
}
