package io.proofworks.sharding;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.runtime.state.WriteBehindStore;
import io.proofworks.sharding.processor.BatchProcessor;
import io.proofworks.sharding.processor.FundsProcessor;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.PolicyProcessor;
import io.proofworks.sharding.processor.ProverProcessor;
import io.proofworks.sharding.processor.ScheduleProcessor;
import io.proofworks.sharding.processor.VerdictProcessor;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.internals.InternalTopicProperties;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole graph of sharding.
 *
 * <pre>
 * policies ------------------> (global) policies
 * batches, supersessions,
 * receipts, child proofs ----> batch ---> tasks, verdicts, schedule, journal
 * provers, heartbeats -------> prover --> verdicts, schedule, funds
 * funds (to all partitions) -> funds ---> what a batch partition knows of money
 * verdicts ------------------> verdict -> schedule
 * schedule (key: domain) ----> schedule -> assignments, tasks, journal
 * </pre>
 *
 * Everything that the scheduler hears goes through one internal topic with one key per domain, so
 * that its decisions follow one order, which a restart repeats.
 */
public final class ShardingTopology {

  private static final ByteArraySerializer WRITE = new ByteArraySerializer();
  private static final ByteArrayDeserializer READ = new ByteArrayDeserializer();

  /** What one partition says, all of another side's hear. */
  static final StreamPartitioner<byte[], byte[]> TO_ALL =
      (topic, key, value, partitions) ->
          Optional.of(
              IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()));

  private ShardingTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    Graph graph = new Graph(app.settings().partitions());

    graph.policies(app);
    graph.source(
        Names.BATCH, Topics.BATCHES, Topics.SUPERSESSIONS, Topics.RECEIPTS, Topics.CHILD_PROOFS);
    graph.source(Names.PROVER, Topics.PROVERS, Topics.HEARTBEATS);
    graph.source(Names.VERDICT, Topics.VERDICTS);
    graph.addSource(from(Names.SCHEDULE), READ, READ, Names.SCHEDULE_TOPIC);
    graph.addSource(from(Names.FUNDS), READ, READ, Names.FUNDS_TOPIC);

    graph.addProcessor(
        Names.BATCH, () -> new PerMarket<>(app, BatchProcessor::new), from(Names.BATCH));
    graph.addProcessor(
        Names.PROVER, () -> new PerMarket<>(app, ProverProcessor::new), from(Names.PROVER));
    graph.addProcessor(
        Names.VERDICT, () -> new PerMarket<>(app, VerdictProcessor::new), from(Names.VERDICT));
    graph.addProcessor(
        Names.SCHEDULE, () -> new PerMarket<>(app, ScheduleProcessor::new), from(Names.SCHEDULE));
    graph.addProcessor(
        Names.FUNDS, () -> new PerMarket<>(app, market -> new FundsProcessor()), from(Names.FUNDS));

    graph.stores(Names.BATCH, Names.BATCHES, Names.BATCH_ENDS, Names.PARKED, Names.WINDOWS);
    graph.journal(Names.BATCH);
    graph.stores(Names.BATCH, Names.KNOWN_FUNDS);
    graph.connectProcessorAndStateStores(Names.FUNDS, Names.KNOWN_FUNDS);
    graph.stores(Names.PROVER, Names.SESSIONS, Names.TOLD_FUNDS);
    graph.stores(
        Names.SCHEDULE,
        Names.BOOK_TASKS,
        Names.BOOK_PROVERS,
        Names.BOOK_MARKET,
        Names.BOOK_STATEMENTS);
    graph.journal(Names.SCHEDULE);

    graph.sinks(Names.BATCH, Topics.TASKS, Topics.VERDICTS, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(Names.PROVER, Topics.VERDICTS);
    graph.addSink(
        Names.sink(Names.PROVER, Names.FUNDS_TOPIC),
        Names.FUNDS_TOPIC,
        WRITE,
        WRITE,
        TO_ALL,
        Names.PROVER);
    graph.sinks(
        Names.SCHEDULE, Topics.ASSIGNMENTS, Topics.TASKS, Topics.JOURNAL, Topics.CHECKPOINTS);
    for (String processor : List.of(Names.BATCH, Names.PROVER, Names.VERDICT)) {
      graph.addSink(
          Names.sink(processor, Names.SCHEDULE_TOPIC),
          Names.SCHEDULE_TOPIC,
          WRITE,
          WRITE,
          processor);
      DeadLetters.addSink(graph, Names.sink(processor, Names.DEAD_LETTERS), processor);
    }
    return graph;
  }

  private static String from(String source) {
    return "from-" + source;
  }

  /**
   * A topology that can declare an internal topic of several writers: the Processor API has no
   * public way to do so, and the DSL would merge the writers into one sub-topology.
   */
  private static final class Graph extends Topology {

    Graph(int partitions) {
      for (String topic : List.of(Names.SCHEDULE_TOPIC, Names.FUNDS_TOPIC)) {
        internalTopologyBuilder.addInternalTopic(topic, new InternalTopicProperties(partitions));
      }
    }

    void policies(AppContext app) {
      StoreBuilder<KeyValueStore<Bytes, byte[]>> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(Names.POLICIES), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled();
      addGlobalStore(
          store,
          from(Names.POLICY),
          READ,
          READ,
          Topics.POLICIES.name(),
          Names.POLICY,
          () -> new PerMarket<>(app, PolicyProcessor::new));
    }

    void source(String name, Topic<?>... topics) {
      addSource(
          from(name), READ, READ, List.of(topics).stream().map(Topic::name).toArray(String[]::new));
    }

    void sinks(String processor, Topic<?>... topics) {
      for (Topic<?> topic : topics) {
        addSink(Names.sink(processor, topic.name()), topic.name(), WRITE, WRITE, processor);
      }
    }

    void journal(String processor) {
      addStateStore(WriteBehindStore.ofFew(Names.journalOf(processor)), processor);
    }

    void stores(String processor, String... names) {
      for (String name : names) {
        addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray()),
            processor);
      }
    }
  }
}
