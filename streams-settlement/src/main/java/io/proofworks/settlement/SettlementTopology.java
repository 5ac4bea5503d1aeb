package io.proofworks.settlement;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.settlement.processor.AccountProcessor;
import io.proofworks.settlement.processor.BatchProcessor;
import io.proofworks.settlement.processor.Broadcast;
import io.proofworks.settlement.processor.PolicyProcessor;
import io.proofworks.settlement.processor.TaskProcessor;
import io.proofworks.settlement.processor.WindowProcessor;
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
 * The whole graph of settlement.
 *
 * <pre>
 * policies ----------------> policy --> registry, account-requests (every partition), journal
 * tasks, assignments,
 * commitments, reveals ----> task ----> verdicts, child-proofs, account-requests, journal
 *   registry, account-answers -^
 * registrations, stakes ---> account -> verdicts, ledger, provers, account-answers, registry,
 *   account-requests ----------^          account-requests (second legs), journal
 *   windows ------------------^
 * verdicts, aggregation-jobs,
 * receipts ----------------> batch ---> account-requests, journal
 * verdicts ----------------> window --> windows
 * </pre>
 */
public final class SettlementTopology {

  /** Internal topics; Kafka Streams puts the application id before these names. */
  public static final String REGISTRY = "registry";

  public static final String ACCOUNT_REQUESTS = "account-requests";
  public static final String ACCOUNT_ANSWERS = "account-answers";

  public static final String POLICY = "policy";
  public static final String TASK = "task";
  public static final String ACCOUNT = "account";
  public static final String BATCH = "batch";
  public static final String WINDOW = "window";

  public static final String DEAD_LETTERS = "dead-letters";

  public static final String TASKS = "tasks";
  public static final String INTAKE = "intake";
  public static final String DEADLINES = "deadlines";
  public static final String TASK_REGISTRY = "task-registry";
  public static final String ACCOUNTS = "accounts";
  public static final String HOLDS = "holds";
  public static final String APPLIED = "applied";
  public static final String STATEMENTS = "statements";
  public static final String KEPT_PROOFS = "kept-proofs";
  public static final String ACCOUNT_REGISTRY = "account-registry";
  public static final String BATCHES = "batches";
  public static final String BATCH_REGISTRY = "batch-registry";
  public static final String POLICY_REGISTRY = "policy-registry";

  private static final ByteArraySerializer WRITE = new ByteArraySerializer();

  private SettlementTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    Graph graph = new Graph(app.settings().partitions());
    ProofChecks proofs = new TimedProofs(new PolicyProofCheck(app.verifiers()), app.meters());

    graph.internalTopics(REGISTRY, ACCOUNT_REQUESTS, ACCOUNT_ANSWERS);
    graph.source(POLICY, Topics.POLICIES);
    graph.source(
        TASK, Topics.TASKS, Topics.ASSIGNMENTS, Topics.COMMITMENTS, Topics.REVEALS, Topics.WINDOWS);
    graph.internalSource(REGISTRY);
    graph.internalSource(ACCOUNT_ANSWERS);
    graph.source(ACCOUNT, Topics.REGISTRATIONS, Topics.STAKES);
    graph.internalSource(ACCOUNT_REQUESTS);
    graph.source(BATCH, Topics.VERDICTS, Topics.AGGREGATION_JOBS, Topics.RECEIPTS);

    graph.addProcessor(POLICY, () -> new PolicyProcessor(app), from(POLICY));
    graph.addProcessor(
        TASK,
        () -> new TaskProcessor(app, proofs),
        from(TASK),
        from(REGISTRY),
        from(ACCOUNT_ANSWERS));
    graph.addProcessor(
        ACCOUNT, () -> new AccountProcessor(app), from(ACCOUNT), from(ACCOUNT_REQUESTS));
    graph.addProcessor(BATCH, () -> new BatchProcessor(app), from(BATCH));
    graph.addProcessor(WINDOW, () -> new WindowProcessor(app), from(BATCH));

    graph.stores(TASK, TASKS, INTAKE, DEADLINES);
    graph.stores(ACCOUNT, ACCOUNTS, HOLDS, APPLIED, STATEMENTS, KEPT_PROOFS);
    graph.stores(BATCH, BATCHES);
    graph.registry(TASK, TASK_REGISTRY);
    graph.registry(ACCOUNT, ACCOUNT_REGISTRY);
    graph.registry(BATCH, BATCH_REGISTRY);
    graph.registry(POLICY, POLICY_REGISTRY);

    graph.internalSinks(POLICY, REGISTRY, ACCOUNT_REQUESTS);
    graph.internalSinks(TASK, ACCOUNT_REQUESTS);
    graph.internalSinks(ACCOUNT, ACCOUNT_ANSWERS, ACCOUNT_REQUESTS, REGISTRY);
    graph.internalSinks(BATCH, ACCOUNT_REQUESTS);
    graph.sinks(TASK, Topics.VERDICTS, Topics.CHILD_PROOFS, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(WINDOW, Topics.WINDOWS);
    graph.sinks(POLICY, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(BATCH, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(
        ACCOUNT,
        Topics.VERDICTS,
        Topics.LEDGER,
        Topics.PROVERS,
        Topics.JOURNAL,
        Topics.CHECKPOINTS);
    for (String processor : List.of(POLICY, TASK, ACCOUNT, BATCH)) {
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

  private static String from(String source) {
    return "from-" + source;
  }

  /**
   * A topology that can declare internal topics. The Processor API has no public way to do so, the
   * DSL's repartition topics allow no cycle, and the account side asks itself.
   */
  private static final class Graph extends Topology {
    private final int partitions;

    Graph(int partitions) {
      this.partitions = partitions;
    }

    void internalTopics(String... names) {
      for (String name : names) {
        internalTopologyBuilder.addInternalTopic(name, new InternalTopicProperties(partitions));
      }
    }

    void source(String name, Topic<?>... topics) {
      String[] names = List.of(topics).stream().map(Topic::name).toArray(String[]::new);
      addSource(from(name), new ByteArrayDeserializer(), new ByteArrayDeserializer(), names);
    }

    void internalSource(String name) {
      addSource(from(name), new ByteArrayDeserializer(), new ByteArrayDeserializer(), name);
    }

    void internalSinks(String processor, String... topics) {
      for (String topic : topics) {
        addSink(sink(processor, topic), topic, WRITE, WRITE, new Broadcast(), processor);
      }
    }

    void sinks(String processor, Topic<?>... topics) {
      for (Topic<?> topic : topics) {
        addSink(sink(processor, topic.name()), topic.name(), WRITE, WRITE, processor);
      }
    }

    void stores(String processor, String... names) {
      for (String name : names) {
        addStateStore(store(name), processor);
      }
    }

    /**
     * Clocks and ends of the journal change with every record; in memory they are written once for
     * each commit.
     */
    void registry(String processor, String name) {
      addStateStore(store(name).withCachingEnabled(), processor);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
      return Stores.keyValueStoreBuilder(
          Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }
  }
}
