package io.proofworks.sharding;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.sharding.processor.BatchProcessor;
import io.proofworks.sharding.processor.PolicyProcessor;
import io.proofworks.sharding.processor.ProverProcessor;
import io.proofworks.sharding.processor.ScheduleProcessor;
import io.proofworks.sharding.processor.VerdictProcessor;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
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
 * provers, heartbeats -------> prover --> verdicts, schedule
 * verdicts ------------------> verdict -> schedule
 * schedule (key: domain) ----> schedule -> assignments, tasks, journal
 * </pre>
 *
 * Everything that the scheduler hears goes through one internal topic with one key per domain, so
 * that its decisions follow one order, which a restart repeats.
 */
public final class ShardingTopology {

  /** Internal topic; Kafka Streams puts the application id before the name. */
  public static final String SCHEDULE_TOPIC = "sharding-schedule";

  public static final String POLICY = "policy";
  public static final String BATCH = "batch";
  public static final String PROVER = "prover";
  public static final String VERDICT = "verdict";
  public static final String SCHEDULE = "schedule";

  public static final String DEAD_LETTERS = "dead-letters";

  public static final String POLICIES = "policies";
  public static final String BATCHES = "batches";
  public static final String BATCH_ENDS = "batch-ends";
  public static final String PARKED = "parked-supersessions";
  public static final String WINDOWS = "reveal-windows";
  public static final String SESSIONS = "sessions";
  public static final String BOOK_TASKS = "book-tasks";
  public static final String BOOK_PROVERS = "book-provers";
  public static final String BOOK_MARKET = "book-market";
  public static final String BOOK_STATEMENTS = "book-statements";

  /** The end of the requests' journal, and where their clock stands. */
  public static final String REQUEST_JOURNAL = "request-journal";

  /** The end of the schedule's journal. */
  public static final String SCHEDULE_JOURNAL = "schedule-journal";

  private static final ByteArraySerializer WRITE = new ByteArraySerializer();
  private static final ByteArrayDeserializer READ = new ByteArrayDeserializer();

  private ShardingTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    Graph graph = new Graph(app.settings().partitions());

    graph.policies(app);
    graph.source(BATCH, Topics.BATCHES, Topics.SUPERSESSIONS, Topics.RECEIPTS, Topics.CHILD_PROOFS);
    graph.source(PROVER, Topics.PROVERS, Topics.HEARTBEATS);
    graph.source(VERDICT, Topics.VERDICTS);
    graph.addSource(from(SCHEDULE), READ, READ, SCHEDULE_TOPIC);

    graph.addProcessor(BATCH, () -> new BatchProcessor(app), from(BATCH));
    graph.addProcessor(PROVER, () -> new ProverProcessor(app), from(PROVER));
    graph.addProcessor(VERDICT, () -> new VerdictProcessor(app), from(VERDICT));
    graph.addProcessor(SCHEDULE, () -> new ScheduleProcessor(app), from(SCHEDULE));

    graph.stores(BATCH, BATCHES, BATCH_ENDS, PARKED, WINDOWS, REQUEST_JOURNAL);
    graph.stores(PROVER, SESSIONS);
    graph.stores(
        SCHEDULE, BOOK_TASKS, BOOK_PROVERS, BOOK_MARKET, BOOK_STATEMENTS, SCHEDULE_JOURNAL);

    graph.sinks(BATCH, Topics.TASKS, Topics.VERDICTS, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(PROVER, Topics.VERDICTS);
    graph.sinks(SCHEDULE, Topics.ASSIGNMENTS, Topics.TASKS, Topics.JOURNAL, Topics.CHECKPOINTS);
    for (String processor : List.of(BATCH, PROVER, VERDICT)) {
      graph.addSink(sink(processor, SCHEDULE_TOPIC), SCHEDULE_TOPIC, WRITE, WRITE, processor);
      DeadLetters.addSink(graph, sink(processor, DEAD_LETTERS), processor);
    }
    return graph;
  }

  /**
   * Name of the sink that a processor has for a topic. Each has its own: a sink of two processors
   * would make them one sub-topology, so one task.
   */
  public static String sink(String processor, String topic) {
    return processor + "-to-" + topic;
  }

  /** The store of a processor's journal. */
  public static String journalOf(String processor) {
    return switch (processor) {
      case BATCH -> REQUEST_JOURNAL;
      case SCHEDULE -> SCHEDULE_JOURNAL;
      default -> throw new IllegalArgumentException(processor + " keeps no journal");
    };
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
      internalTopologyBuilder.addInternalTopic(
          SCHEDULE_TOPIC, new InternalTopicProperties(partitions));
    }

    void policies(AppContext app) {
      StoreBuilder<KeyValueStore<Bytes, byte[]>> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(POLICIES), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled();
      addGlobalStore(
          store,
          from(POLICY),
          READ,
          READ,
          Topics.POLICIES.name(),
          POLICY,
          () -> new PolicyProcessor(app));
    }

    void source(String name, Topic<?>... topics) {
      addSource(
          from(name), READ, READ, List.of(topics).stream().map(Topic::name).toArray(String[]::new));
    }

    void sinks(String processor, Topic<?>... topics) {
      for (Topic<?> topic : topics) {
        addSink(sink(processor, topic.name()), topic.name(), WRITE, WRITE, processor);
      }
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
