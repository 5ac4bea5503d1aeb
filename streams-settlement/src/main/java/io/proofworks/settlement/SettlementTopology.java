package io.proofworks.settlement;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.Graph;
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
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.Topology;

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

  private SettlementTopology() {}

  /** The graph for these settings. */
  public static Topology of(AppContext app) {
    SettlementGraph graph = new SettlementGraph(app.settings());
    ProofChecks proofs = new TimedProofs(new PolicyProofCheck(app.verifiers()), app.meters());

    graph.internalTopics(
        app.settings().partitions(),
        InternalTopics.REGISTRY,
        InternalTopics.ACCOUNT_REQUESTS,
        InternalTopics.ACCOUNT_ANSWERS);
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
        Nodes.POLICY, () -> new PerMarket<>(app, PolicyProcessor::new), Graph.from(Nodes.POLICY));
    graph.addProcessor(
        Nodes.TASK,
        () -> new PerMarket<>(app, market -> new TaskProcessor(market, proofs)),
        Graph.from(Nodes.TASK),
        Graph.from(InternalTopics.REGISTRY),
        Graph.from(InternalTopics.ACCOUNT_ANSWERS));
    graph.addProcessor(
        Nodes.ACCOUNT,
        () -> new PerMarket<>(app, AccountProcessor::new),
        Graph.from(Nodes.ACCOUNT),
        Graph.from(InternalTopics.ACCOUNT_REQUESTS));
    graph.addProcessor(
        Nodes.BATCH, () -> new PerMarket<>(app, BatchProcessor::new), Graph.from(Nodes.BATCH));
    graph.addProcessor(
        Nodes.WINDOW, () -> new PerMarket<>(app, WindowProcessor::new), Graph.from(Nodes.BATCH));

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
        Graph.sink(Nodes.ACCOUNT, Topics.PROVERS.name()),
        Topics.PROVERS,
        (byte[] key) -> new String(key, StandardCharsets.UTF_8),
        Graph.WRITE,
        Nodes.ACCOUNT);
    for (String processor : List.of(Nodes.POLICY, Nodes.TASK, Nodes.ACCOUNT, Nodes.BATCH)) {
      DeadLetters.addSink(graph, Graph.sink(processor, Nodes.DEAD_LETTERS), processor);
    }
    return graph;
  }

  /** With the stores and internal sinks of settlement. */
  private static final class SettlementGraph extends Graph {

    private final CacheBudget budget;

    SettlementGraph(AppSettings settings) {
      budget = CacheBudget.of(settings.own().number(Setting.STATE_CACHE_BYTES));
    }

    void internalSinks(String processor, String... topics) {
      for (String topic : topics) {
        addSink(
            Graph.sink(processor, topic),
            topic,
            Graph.WRITE,
            Graph.WRITE,
            new Broadcast(),
            processor);
      }
    }

    void stores(String processor, String... names) {
      for (String name : names) {
        addStateStore(WriteBehindStore.builder(name, budget), processor);
      }
    }
  }
}
