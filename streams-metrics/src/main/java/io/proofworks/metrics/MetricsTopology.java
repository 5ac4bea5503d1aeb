package io.proofworks.metrics;

import io.proofworks.metrics.processor.MarketFold;
import io.proofworks.metrics.processor.MarketRelay;
import io.proofworks.metrics.processor.Sinks;
import io.proofworks.metrics.processor.Stores;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.Crossing;
import io.proofworks.runtime.markets.MarketSink;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The whole graph.
 *
 * <pre>
 * tasks, assignments, verdicts --+
 * receipts, executions ----------+-- relay --> metrics-events --> fold --> metrics
 * provers, heartbeats -----------+            (domain|class)          --> route-signals
 * </pre>
 */
public final class MetricsTopology {

  /** Slim events by {@code domain|class}; provers, heartbeats and time in every partition. */
  public static final String EVENTS = "metrics-events";

  static final String READ_MARKET = "read-market";
  static final String RELAY_MARKET = "relay-market";
  static final String FOLD = "fold-events";

  /** How Kafka Streams calls the source behind a named repartition topic. */
  private static final String SOURCE_SUFFIX = "-repartition-source";

  private static final List<String> SOURCES =
      List.of(
          Topics.TASKS.name(),
          Topics.ASSIGNMENTS.name(),
          Topics.VERDICTS.name(),
          Topics.RECEIPTS.name(),
          Topics.EXECUTIONS.name(),
          Topics.PROVERS.name(),
          Topics.HEARTBEATS.name());

  private MetricsTopology() {}

  /** Builds it. */
  public static Topology build(AppContext app) {
    int partitions = app.settings().partitions();
    Topology topology = relay(app, partitions);
    topology.addProcessor(
        FOLD,
        () -> new PerMarket<>(app, market -> new MarketFold(partitions)),
        EVENTS + SOURCE_SUFFIX);
    Stores.ofFold().forEach(store -> topology.addStateStore(store, FOLD));
    topology.addSink(
        Sinks.METRICS,
        Topics.METRICS.name(),
        new StringSerializer(),
        app.serdes().serde(Topics.METRICS).serializer(),
        FOLD);
    MarketSink.add(
        topology,
        Sinks.SIGNALS,
        Topics.ROUTE_SIGNALS,
        (String key) -> key,
        app.serdes().serde(Topics.ROUTE_SIGNALS).serializer(),
        FOLD);
    return topology;
  }

  private static Topology relay(AppContext app, int partitions) {
    StreamsBuilder builder = new StreamsBuilder();
    Crossing.through(
        builder.stream(
                SOURCES,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(READ_MARKET))
            .process(relayOf(app), Named.as(RELAY_MARKET)),
        EVENTS,
        partitions);
    return builder.build();
  }

  private static ProcessorSupplier<byte[], byte[], String, byte[]> relayOf(AppContext app) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], String, byte[]> get() {
        return new PerMarket<>(
            app, market -> new MarketRelay(market.serdes(), market.settings().domain()));
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return MarketRelay.storeBuilders();
      }
    };
  }
}
