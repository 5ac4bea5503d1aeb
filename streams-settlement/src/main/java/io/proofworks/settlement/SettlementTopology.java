package io.proofworks.settlement;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.markets.MarketSink;
import io.proofworks.runtime.markets.PerMarket;
import io.proofworks.runtime.state.CacheBudget;
import io.proofworks.runtime.state.WriteBehindStore;
import io.proofworks.settings.Setting;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.checks.TimedProofs;
import io.proofworks.settlement.processor.AccountProcessor;
import io.proofworks.settlement.processor.BatchProcessor;
import io.proofworks.settlement.processor.Broadcast;
import io.proofworks.settlement.processor.Nodes;
import io.proofworks.settlement.processor.PolicyProcessor;
import io.proofworks.settlement.processor.TaskProcessor;
import io.proofworks.settlement.processor.WindowProcessor;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.settlement.state.StoreNames;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.internals.InternalTopicProperties;

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

  private static final ByteArraySerializer WRITE = new ByteArraySerializer();

  private SettlementTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    Graph graph = new Graph(app.settings());
    ProofChecks proofs = new TimedProofs(new PolicyProofCheck(app.verifiers()), app.meters());

    graph.internalTopics(
        InternalTopics.REGISTRY, InternalTopics.ACCOUNT_REQUESTS, InternalTopics.ACCOUNT_ANSWERS);
    graph.source(Nodes.POLICY, Topics.POLICIES);
    graph.source(
        Nodes.TASK,
        Topics.TASKS,
        Topics.ASSIGNMENTS,
        Topics.COMMITMENTS,
        Topics.REVEALS,
        Topics.WINDOWS);
    graph.internalSource(InternalTopics.REGISTRY);
    graph.internalSource(InternalTopics.ACCOUNT_ANSWERS);
    graph.source(Nodes.ACCOUNT, Topics.REGISTRATIONS, Topics.STAKES);
    graph.internalSource(InternalTopics.ACCOUNT_REQUESTS);
    graph.source(Nodes.BATCH, Topics.VERDICTS, Topics.AGGREGATION_JOBS, Topics.RECEIPTS);

    graph.addProcessor(
        Nodes.POLICY, () -> new PerMarket<>(app, PolicyProcessor::new), from(Nodes.POLICY));
    graph.addProcessor(
        Nodes.TASK,
        () -> new PerMarket<>(app, market -> new TaskProcessor(market, proofs)),
        from(Nodes.TASK),
        from(InternalTopics.REGISTRY),
        from(InternalTopics.ACCOUNT_ANSWERS));
    graph.addProcessor(
        Nodes.ACCOUNT,
        () -> new PerMarket<>(app, AccountProcessor::new),
        from(Nodes.ACCOUNT),
        from(InternalTopics.ACCOUNT_REQUESTS));
    graph.addProcessor(
        Nodes.BATCH, () -> new PerMarket<>(app, BatchProcessor::new), from(Nodes.BATCH));
    graph.addProcessor(
        Nodes.WINDOW, () -> new PerMarket<>(app, WindowProcessor::new), from(Nodes.BATCH));

    graph.stores(
        Nodes.TASK,
        StoreNames.TASKS,
        StoreNames.INTAKE,
        StoreNames.DEADLINES,
        StoreNames.TASK_REGISTRY);
    graph.stores(
        Nodes.ACCOUNT,
        StoreNames.ACCOUNTS,
        StoreNames.HOLDS,
        StoreNames.APPLIED,
        StoreNames.STATEMENTS,
        StoreNames.KEPT_PROOFS,
        StoreNames.ACCOUNT_REGISTRY);
    graph.stores(Nodes.BATCH, StoreNames.BATCHES, StoreNames.BATCH_REGISTRY);
    graph.stores(Nodes.POLICY, StoreNames.POLICY_REGISTRY);

    graph.internalSinks(Nodes.POLICY, InternalTopics.REGISTRY, InternalTopics.ACCOUNT_REQUESTS);
    graph.internalSinks(Nodes.TASK, InternalTopics.ACCOUNT_REQUESTS);
    graph.internalSinks(
        Nodes.ACCOUNT,
        InternalTopics.ACCOUNT_ANSWERS,
        InternalTopics.ACCOUNT_REQUESTS,
        InternalTopics.REGISTRY);
    graph.internalSinks(Nodes.BATCH, InternalTopics.ACCOUNT_REQUESTS);
    graph.sinks(
        Nodes.TASK, Topics.VERDICTS, Topics.CHILD_PROOFS, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(Nodes.WINDOW, Topics.WINDOWS);
    graph.sinks(Nodes.POLICY, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(Nodes.BATCH, Topics.JOURNAL, Topics.CHECKPOINTS);
    graph.sinks(Nodes.ACCOUNT, Topics.VERDICTS, Topics.LEDGER, Topics.JOURNAL, Topics.CHECKPOINTS);
    MarketSink.add(
        graph,
        Nodes.sink(Nodes.ACCOUNT, Topics.PROVERS.name()),
        Topics.PROVERS,
        (byte[] key) -> new String(key, StandardCharsets.UTF_8),
        WRITE,
        Nodes.ACCOUNT);
    for (String processor : List.of(Nodes.POLICY, Nodes.TASK, Nodes.ACCOUNT, Nodes.BATCH)) {
      DeadLetters.addSink(graph, Nodes.sink(processor, Nodes.DEAD_LETTERS), processor);
    }
    return graph;
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
    private final CacheBudget budget;

    Graph(AppSettings settings) {
      this.partitions = settings.partitions();
      this.budget = CacheBudget.of(settings.own().number(Setting.STATE_CACHE_BYTES));
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
        addSink(Nodes.sink(processor, topic), topic, WRITE, WRITE, new Broadcast(), processor);
      }
    }

    void sinks(String processor, Topic<?>... topics) {
      for (Topic<?> topic : topics) {
        addSink(Nodes.sink(processor, topic.name()), topic.name(), WRITE, WRITE, processor);
      }
    }

    void stores(String processor, String... names) {
      for (String name : names) {
        addStateStore(WriteBehindStore.builder(name, budget), processor);
      }
    }
  }
}
