package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.KeySeed;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The processors of this application, ready to be put into its topology. */
public final class Processors {

  private final MarketSerdes serdes;
  private final Hash32 domain;
  private final BatchSetup batches;

  public Processors(AppContext app, Schemes schemes) {
    this.serdes = app.serdes();
    this.domain = app.settings().domain();
    this.batches =
        new BatchSetup(
            domain,
            app.settings().partitions(),
            new Systems(app.verifiers(), schemes, app.serdes(), app.meters()),
            KeySeed.of(app.settings(), Setting.JOURNAL_KEY_FILE));
  }

  /** Records of a batch go to its partition, ticks to their own number's. */
  public static StreamPartitioner<byte[], byte[]> byBatch() {
    return Relay.BY_BATCH;
  }

  /** Records go to every partition, ticks to their own number's. */
  public static StreamPartitioner<byte[], byte[]> toAll() {
    return Relay.TO_ALL;
  }

  /** Of tasks, assignments and jobs. */
  public ProcessorSupplier<byte[], byte[], byte[], byte[]> shardRelay() {
    return () -> new InputRelay(serdes, Topics.TASKS);
  }

  public ProcessorSupplier<byte[], byte[], byte[], byte[]> verdictRelay() {
    return () -> new InputRelay(serdes, Topics.VERDICTS);
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

  /** What batches are asked to prove. */
  public ProcessorSupplier<byte[], byte[], Object, Object> requests() {
    return () -> new BatchProcessor(batches, Intakes::requests);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> childProofs() {
    return () -> new BatchProcessor(batches, Intakes::childProofs);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> aggregates() {
    return () -> new AggregateProcessor(batches);
  }

  /**
   * @param clock the name of the input's clock
   */
  public ProcessorSupplier<byte[], byte[], Object, Object> relayed(String clock) {
    return () -> new BatchProcessor(batches, intakes -> intakes.relayed(clock));
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> directory() {
    return () -> new BatchProcessor(batches, Intakes::directory);
  }
}
