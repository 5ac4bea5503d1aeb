package io.proofworks.sharding;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.Graph;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.runtime.state.WriteBehindStore;
import io.proofworks.sharding.processor.BatchProcessor;
import io.proofworks.sharding.processor.FundsProcessor;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.PolicyProcessor;
import io.proofworks.sharding.processor.ProverProcessor;
import io.proofworks.sharding.processor.ScheduleProcessor;
import io.proofworks.sharding.processor.VerdictProcessor;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
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

  /** What one partition says, all of another side's hear. */
  static final StreamPartitioner<byte[], byte[]> TO_ALL =
      (topic, key, value, partitions) ->
          Optional.of(
              IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()));

  private ShardingTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    ShardingGraph graph = new ShardingGraph();
    graph.internalTopics(app.settings().partitions(), Names.SCHEDULE_TOPIC, Names.FUNDS_TOPIC);

    graph.policies(app);
    graph.source(
        Names.BATCH, Topics.BATCHES, Topics.SUPERSESSIONS, Topics.RECEIPTS, Topics.CHILD_PROOFS);
    graph.source(Names.PROVER, Topics.PROVERS, Topics.HEARTBEATS);
    graph.source(Names.VERDICT, Topics.VERDICTS);
    graph.addSource(Graph.from(Names.SCHEDULE), Graph.READ, Graph.READ, Names.SCHEDULE_TOPIC);
    graph.addSource(Graph.from(Names.FUNDS), Graph.READ, Graph.READ, Names.FUNDS_TOPIC);

    graph.addProcessor(
        Names.BATCH, () -> new PerMarket<>(app, BatchProcessor::new), Graph.from(Names.BATCH));
    graph.addProcessor(
        Names.PROVER, () -> new PerMarket<>(app, ProverProcessor::new), Graph.from(Names.PROVER));
    graph.addProcessor(
        Names.VERDICT,
        () -> new PerMarket<>(app, VerdictProcessor::new),
        Graph.from(Names.VERDICT));
    graph.addProcessor(
        Names.SCHEDULE,
        () -> new PerMarket<>(app, ScheduleProcessor::new),
        Graph.from(Names.SCHEDULE));
    graph.addProcessor(
        Names.FUNDS,
        () -> new PerMarket<>(app, market -> new FundsProcessor()),
        Graph.from(Names.FUNDS));

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
        Graph.sink(Names.PROVER, Names.FUNDS_TOPIC),
        Names.FUNDS_TOPIC,
        Graph.WRITE,
        Graph.WRITE,
        TO_ALL,
        Names.PROVER);
    graph.sinks(
        Names.SCHEDULE, Topics.ASSIGNMENTS, Topics.TASKS, Topics.JOURNAL, Topics.CHECKPOINTS);
    for (String processor : List.of(Names.BATCH, Names.PROVER, Names.VERDICT)) {
      graph.addSink(
          Graph.sink(processor, Names.SCHEDULE_TOPIC),
          Names.SCHEDULE_TOPIC,
          Graph.WRITE,
          Graph.WRITE,
          processor);
      DeadLetters.addSink(graph, Graph.sink(processor, Names.DEAD_LETTERS), processor);
    }
    return graph;
  }

  /** With the stores of sharding. */
  private static final class ShardingGraph extends Graph {

    void policies(AppContext app) {
      StoreBuilder<KeyValueStore<Bytes, byte[]>> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(Names.POLICIES), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled();
      addGlobalStore(
          store,
          Graph.from(Names.POLICY),
          Graph.READ,
          Graph.READ,
          Topics.POLICIES.name(),
          Names.POLICY,
          () -> new PerMarket<>(app, PolicyProcessor::new));
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
