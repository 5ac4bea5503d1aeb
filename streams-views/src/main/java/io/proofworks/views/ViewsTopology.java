package io.proofworks.views;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.Crossing;
import io.proofworks.runtime.LostInput;
import io.proofworks.runtime.SignedBeats;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.settings.WitnessSettings;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Topic;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole graph.
 *
 * <pre>
 * public topics -- relay --> views-events (by subject) --> fold --> views
 * </pre>
 */
public final class ViewsTopology {

  /** What is shown, by subject, and in every partition how far everything has been read. */
  public static final String EVENTS = "views-events";

  /** The one store that is queried; see {@link Keys}. */
  public static final String VIEWS = "views";

  static final String SIGNERS = "views-signers";
  static final String READ_MARKET = "read-market";
  static final String RELAY = "relay-views";
  static final String FOLD = "fold-views";

  /** How Kafka Streams calls the source behind a named repartition topic. */
  private static final String SOURCE_SUFFIX = "-repartition-source";

  private ViewsTopology() {}

  /**
   * Builds it.
   *
   * @param lost what is gone of its input; each market's relays tell what is of their partition
   */
  public static Topology build(AppContext app, Collection<LostInput> lost) {
    int partitions = app.settings().partitions();
    Witnesses witnesses = WitnessSettings.of(app.settings().own());
    List<String> sources = Subjects.SOURCES.stream().map(Topic::name).toList();
    StreamsBuilder builder = new StreamsBuilder();
    Crossing.through(
        builder.stream(
                sources,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(READ_MARKET))
            .process(relay(app, witnesses, lost), Named.as(RELAY)),
        EVENTS,
        partitions);
    Topology topology = builder.build();
    topology.addProcessor(
        FOLD,
        () -> new PerMarket<>(app, market -> new ViewFold(witnesses)),
        EVENTS + SOURCE_SUFFIX);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(VIEWS), Serdes.String(), Serdes.ByteArray()),
        FOLD);
    return topology;
  }

  private static ProcessorSupplier<byte[], byte[], String, byte[]> relay(
      AppContext app, Witnesses witnesses, Collection<LostInput> lost) {
    return new ProcessorSupplier<>() {
      @Override
      public Processor<byte[], byte[], String, byte[]> get() {
        return new PerMarket<>(
            app,
            market -> new ViewRelay(market.serdes(), market.settings().domain(), witnesses, lost));
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(SignedBeats.store(SIGNERS));
      }
    };
  }
}
