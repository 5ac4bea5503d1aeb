package io.proofworks.aggregation.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** The processors of this application, ready to be put into its topology. */
public final class Processors {

  private final AppContext app;
  private final Systems systems;

  public Processors(AppContext app, Schemes schemes) {
    this.app = app;
    this.systems = new Systems(app.verifiers(), schemes, app.serdes(), app.meters());
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
    return relay(Topics.TASKS);
  }

  public ProcessorSupplier<byte[], byte[], byte[], byte[]> verdictRelay() {
    return relay(Topics.VERDICTS);
  }

  /** Brings its own store. */
  public ProcessorSupplier<byte[], byte[], byte[], byte[]> directoryRelay() {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], byte[], byte[]> get() {
        return new PerMarket<>(
            app, market -> new DirectoryRelay(market.serdes(), market.settings().domain()));
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
        return new PerMarket<>(app, market -> new DeskProcessor());
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Stores.ofDesk();
      }
    };
  }

  /** What batches are asked to prove. */
  public ProcessorSupplier<byte[], byte[], Object, Object> requests() {
    return batches(Intakes::requests);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> childProofs() {
    return batches(Intakes::childProofs);
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> aggregates() {
    return () -> new PerMarket<>(app, market -> new AggregateProcessor(setup(market)));
  }

  /**
   * @param clock the name of the input's clock
   */
  public ProcessorSupplier<byte[], byte[], Object, Object> relayed(String clock) {
    return batches(intakes -> intakes.relayed(clock));
  }

  public ProcessorSupplier<byte[], byte[], Object, Object> directory() {
    return batches(Intakes::directory);
  }

  private ProcessorSupplier<byte[], byte[], byte[], byte[]> relay(Topic<?> clock) {
    return () -> new PerMarket<>(app, market -> new InputRelay(market.serdes(), clock));
  }

  private ProcessorSupplier<byte[], byte[], Object, Object> batches(
      Function<Intakes, Intake> source) {
    return () -> new PerMarket<>(app, market -> new BatchProcessor(setup(market), source));
  }

  private BatchSetup setup(AppContext market) {
    return new BatchSetup(market.settings(), systems);
  }
}
