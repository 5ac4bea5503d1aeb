package io.proofworks.topics;

import static io.proofworks.topics.Party.AGGREGATION;
import static io.proofworks.topics.Party.AGGREGATOR;
import static io.proofworks.topics.Party.ANALYST;
import static io.proofworks.topics.Party.ANYONE;
import static io.proofworks.topics.Party.AUDITOR;
import static io.proofworks.topics.Party.CHAIN_WATCHER;
import static io.proofworks.topics.Party.OPERATOR;
import static io.proofworks.topics.Party.PROVER;
import static io.proofworks.topics.Party.REQUESTER;
import static io.proofworks.topics.Party.SETTLEMENT;
import static io.proofworks.topics.Party.SHARDING;
import static io.proofworks.topics.Party.TICKER;
import static io.proofworks.topics.Party.VIEWS;
import static io.proofworks.topics.Party.WITNESS;
import static io.proofworks.topics.TopicBuilder.topic;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Cosignature;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.MetricWindow;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.RouteSignal;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.policy.PolicyBounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every public topic of the market. Topics are the API; this is its one declaration. */
public final class Topics {

  /**
   * Partitions of every topic unless a deployment says otherwise. All topics have the same number,
   * because those that settle together are co-partitioned.
   */
  public static final int PARTITIONS = 4;

  /** The most that a deployment may say. */
  public static final int MOST_PARTITIONS = 10_000;

  private static final int SMALL = 64 * 1024;
  private static final int MEDIUM = 256 * 1024;
  private static final int LARGE = 1024 * 1024;

  public static final Topic<Policy> POLICIES =
      topic("market.policies", KeyKind.DOMAIN, Policy.class)
          .keptForEver()
          .maxMessageBytes(LARGE)
          .maxValueBytes(LARGE / 2) // a journal repeats it, and has no more room
          .within(PolicyBounds::excess)
          .writtenBy(OPERATOR)
          .readBy(ANYONE, SHARDING, SETTLEMENT, AGGREGATION, Party.METRICS)
          .build();

  public static final Topic<Registration> REGISTRATIONS =
      topic("market.registrations", KeyKind.PROVER_ID, Registration.class)
          .keptDays(365)
          .maxMessageBytes(SMALL)
          .writtenBy(PROVER, AGGREGATOR)
          .readBy(SETTLEMENT, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<ProverStanding> PROVERS =
      topic("market.provers", KeyKind.PROVER_ID, ProverStanding.class)
          .compacted()
          .maxMessageBytes(MEDIUM)
          .writtenBy(SETTLEMENT)
          .readBy(ANYONE, SHARDING, AGGREGATION, Party.METRICS)
          .build();

  public static final Topic<Heartbeat> HEARTBEATS =
      topic("market.heartbeats", KeyKind.PROVER_ID, Heartbeat.class)
          .keptDays(7)
          .maxMessageBytes(SMALL)
          .writtenBy(PROVER, AGGREGATOR)
          .readBy(SHARDING, AGGREGATION, Party.METRICS, AUDITOR, VIEWS, TICKER, OPERATOR)
          .tickedBy(TICKER)
          .build();

  public static final Topic<Stake> STAKES =
      topic("market.stakes", KeyKind.ACCOUNT, Stake.class)
          .keptForEver()
          .maxMessageBytes(MEDIUM)
          .writtenBy(OPERATOR, CHAIN_WATCHER)
          .readBy(SETTLEMENT, ANALYST, AUDITOR, VIEWS, OPERATOR, CHAIN_WATCHER)
          .build();

  public static final Topic<ProofRequest> BATCHES =
      topic("market.batches", KeyKind.BATCH_ID, ProofRequest.class)
          .keptDays(30)
          .maxMessageBytes(LARGE)
          .writtenBy(REQUESTER)
          .readBy(SHARDING, AGGREGATION, Party.METRICS, ANALYST, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<Supersession> SUPERSESSIONS =
      topic("market.supersessions", KeyKind.BATCH_ID, Supersession.class)
          .keptDays(30)
          .maxMessageBytes(SMALL)
          .writtenBy(REQUESTER)
          .readBy(SHARDING, Party.METRICS, ANALYST, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<TaskRecord> TASKS =
      topic("market.tasks", KeyKind.TASK_ID, TaskRecord.class)
          .keptDays(30)
          .maxMessageBytes(MEDIUM)
          .writtenBy(SHARDING)
          .readBy(ANYONE, SHARDING, SETTLEMENT, AGGREGATION, Party.METRICS)
          .tickedBy(SHARDING)
          .build();

  public static final Topic<Assignment> ASSIGNMENTS =
      topic("market.assignments", KeyKind.TASK_ID, Assignment.class)
          .keptDays(30)
          .maxMessageBytes(MEDIUM)
          .writtenBy(SHARDING)
          .readBy(ANYONE, SETTLEMENT, AGGREGATION, Party.METRICS)
          .tickedBy(SHARDING)
          .build();

  public static final Topic<Commitment> COMMITMENTS =
      topic("market.commitments", KeyKind.TASK_ID, Commitment.class)
          .keptDays(30)
          .maxMessageBytes(SMALL)
          .writtenBy(PROVER)
          .readBy(SETTLEMENT, ANALYST, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<Reveal> REVEALS =
      topic("market.reveals", KeyKind.TASK_ID, Reveal.class)
          .keptDays(30)
          .maxMessageBytes(MEDIUM)
          .writtenBy(PROVER)
          .readBy(SETTLEMENT, ANALYST, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<Verdict> VERDICTS =
      topic("market.verdicts", KeyKind.TASK_ID, Verdict.class)
          .keptDays(365)
          .maxMessageBytes(MEDIUM)
          .writtenBy(SHARDING, SETTLEMENT, AGGREGATION)
          .readBy(ANYONE, SHARDING, SETTLEMENT, AGGREGATION, Party.METRICS)
          .tickedBy(SETTLEMENT)
          .build();

  public static final Topic<RevealWindow> WINDOWS =
      topic("market.windows", KeyKind.TASK_ID, RevealWindow.class)
          .keptDays(30)
          .maxMessageBytes(SMALL)
          .writtenBy(SETTLEMENT)
          .readBy(ANYONE, SETTLEMENT)
          .build();

  public static final Topic<LedgerMovement> LEDGER =
      topic("market.ledger", KeyKind.ACCOUNT, LedgerMovement.class)
          .keptForEver()
          .maxMessageBytes(MEDIUM)
          .writtenBy(SETTLEMENT)
          .readBy(Party.METRICS, ANALYST, AUDITOR, VIEWS, OPERATOR, CHAIN_WATCHER)
          .build();

  public static final Topic<ChildProof> CHILD_PROOFS =
      topic("market.child-proofs", KeyKind.BATCH_ID, ChildProof.class)
          .keptDays(30)
          .maxMessageBytes(LARGE)
          .writtenBy(SETTLEMENT)
          .readBy(AGGREGATOR, AGGREGATION, SHARDING, Party.METRICS, ANALYST, AUDITOR, VIEWS)
          .tickedBy(SETTLEMENT)
          .build();

  public static final Topic<AggregationJob> AGGREGATION_JOBS =
      topic("market.aggregation-jobs", KeyKind.BATCH_ID, AggregationJob.class)
          .keptDays(30)
          .maxMessageBytes(MEDIUM)
          .writtenBy(AGGREGATION)
          .readBy(AGGREGATOR, AGGREGATION, SETTLEMENT, Party.METRICS, ANALYST, AUDITOR, VIEWS)
          .build();

  public static final Topic<Aggregate> AGGREGATES =
      topic("market.aggregates", KeyKind.BATCH_ID, Aggregate.class)
          .keptDays(30)
          .maxMessageBytes(LARGE)
          .writtenBy(AGGREGATOR)
          .readBy(AGGREGATOR, AGGREGATION, ANALYST, AUDITOR, VIEWS)
          .tickedBy(TICKER)
          .build();

  public static final Topic<Receipt> RECEIPTS =
      topic("market.receipts", KeyKind.BATCH_ID, Receipt.class)
          .keptForEver()
          .maxMessageBytes(LARGE)
          .writtenBy(AGGREGATION)
          .readBy(ANYONE, SHARDING, SETTLEMENT, Party.METRICS, CHAIN_WATCHER)
          .build();

  public static final Topic<Execution> EXECUTIONS =
      topic("market.executions", KeyKind.BATCH_ID, Execution.class)
          .keptDays(365)
          .maxMessageBytes(MEDIUM)
          .writtenBy(CHAIN_WATCHER)
          .readBy(ANYONE, Party.METRICS)
          .build();

  public static final Topic<MetricWindow> METRICS =
      topic("market.metrics", KeyKind.DOMAIN_AND_CLASS, MetricWindow.class)
          .keptDays(365)
          .maxMessageBytes(MEDIUM)
          .writtenBy(Party.METRICS)
          .readBy(ANYONE)
          .notDeadLettered()
          .build();

  public static final Topic<RouteSignal> ROUTE_SIGNALS =
      topic("market.route-signals", KeyKind.ROUTE_ID, RouteSignal.class)
          .compacted()
          .maxMessageBytes(MEDIUM)
          .writtenBy(Party.METRICS)
          .readBy(ANYONE)
          .notDeadLettered()
          .build();

  public static final Topic<JournalEntry> JOURNAL =
      topic("market.journal", KeyKind.JOURNAL, JournalEntry.class)
          .keptForEver()
          .maxMessageBytes(LARGE)
          .writtenBy(SETTLEMENT, AGGREGATION, SHARDING)
          .readBy(ANALYST, AUDITOR, VIEWS, WITNESS, REQUESTER, OPERATOR, CHAIN_WATCHER)
          .notDeadLettered()
          .build();

  public static final Topic<JournalCheckpoint> CHECKPOINTS =
      topic("market.checkpoints", KeyKind.JOURNAL, JournalCheckpoint.class)
          .keptForEver()
          .maxMessageBytes(MEDIUM)
          .writtenBy(SETTLEMENT, AGGREGATION, SHARDING)
          .readBy(ANYONE)
          .notDeadLettered()
          .build();

  public static final Topic<Cosignature> COSIGNATURES =
      topic("market.cosignatures", KeyKind.JOURNAL_AND_WITNESS, Cosignature.class)
          .compacted()
          .maxMessageBytes(SMALL)
          .writtenBy(WITNESS)
          .readBy(ANYONE)
          .notDeadLettered()
          .build();

  private static final List<Topic<?>> ALL =
      List.of(
          POLICIES,
          REGISTRATIONS,
          PROVERS,
          HEARTBEATS,
          STAKES,
          BATCHES,
          SUPERSESSIONS,
          TASKS,
          ASSIGNMENTS,
          COMMITMENTS,
          REVEALS,
          VERDICTS,
          WINDOWS,
          LEDGER,
          CHILD_PROOFS,
          AGGREGATION_JOBS,
          AGGREGATES,
          RECEIPTS,
          EXECUTIONS,
          METRICS,
          ROUTE_SIGNALS,
          JOURNAL,
          CHECKPOINTS,
          COSIGNATURES);

  private static final Map<String, Topic<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Topic::name, topic -> topic));

  private Topics() {}

  /** All topics, in the order of the protocol's table. */
  public static List<Topic<?>> all() {
    return ALL;
  }

  /** The topics on which somebody makes time pass. */
  public static List<Topic<?>> ticked() {
    return ALL.stream().<Topic<?>>map(topic -> topic).filter(Topic::ticked).toList();
  }

  /** The topics on which that party makes time pass. */
  public static List<Topic<?>> tickedBy(Party party) {
    return ticked().stream().filter(topic -> topic.tickedBy().orElseThrow() == party).toList();
  }

  /** The topic of that exact name. */
  public static Optional<Topic<?>> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * Everything a broker has to have: the topics and their dead-letter topics.
   *
   * @param partitions of each topic, at least 1; dead-letter topics have one
   * @param replicas of each partition, at least 1
   */
  public static List<TopicSpec> specs(int partitions, int replicas) {
    return Stream.concat(
            ALL.stream().map(topic -> topic.spec(partitions, replicas)),
            ALL.stream()
                .<Topic<?>>map(topic -> topic)
                .filter(Topic::deadLettered)
                .map(topic -> topic.dlqSpec(replicas)))
        .toList();
  }
}
