package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.GivenUp;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Slash;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskProof;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.Optional;

/**
 * What batches are told of records that are keyed by something else: of their tasks (published,
 * assigned, superseded, given up), without the trace shards, the bulk of {@code market.tasks}; of
 * their jobs, which are read back, so that a lease runs from when its holder could read them too;
 * and of verdicts, what was lost over them, whether their request was taken and which of their
 * tasks ended without a proof. This application's own verdicts do not come back to it: their batch
 * knew when it spoke. Relays send it and audits derive it, both from here.
 */
final class RelayedRecords {

  /** Topics that are told of, and on which internal one. */
  static final Map<Topic<?>, String> TOPICS =
      Map.of(
          Topics.TASKS, InternalTopics.TASKS_BY_BATCH,
          Topics.ASSIGNMENTS, InternalTopics.TASKS_BY_BATCH,
          Topics.AGGREGATION_JOBS, InternalTopics.TASKS_BY_BATCH,
          Topics.VERDICTS, InternalTopics.SLASHES_BY_BATCH);

  private static final String SETTLED = "SETTLED";

  private final Decoder<TaskRecord> tasks;
  private final Decoder<Assignment> assignments;
  private final Decoder<AggregationJob> jobs;
  private final Decoder<Verdict> verdicts;

  RelayedRecords(MarketSerdes serdes) {
    this.tasks = serdes.decoder(Topics.TASKS);
    this.assignments = serdes.decoder(Topics.ASSIGNMENTS);
    this.jobs = serdes.decoder(Topics.AGGREGATION_JOBS);
    this.verdicts = serdes.decoder(Topics.VERDICTS);
  }

  /** What its batch is told of a record of {@link #TOPICS}; empty where that is nothing. */
  Optional<Input.Told> told(InboundRecord input) {
    String topic = input.coordinates().topic();
    if (topic.equals(Topics.AGGREGATION_JOBS.name())) {
      return decoded(jobs, input)
          .map(job -> new Input.LeaseOpened(job.getBatchId(), job.getNodeId(), job.getEpoch()));
    }
    if (topic.equals(Topics.ASSIGNMENTS.name())) {
      return decoded(assignments, input).flatMap(RelayedRecords::expected);
    }
    if (topic.equals(Topics.VERDICTS.name())) {
      return decoded(verdicts, input).flatMap(RelayedRecords::judged);
    }
    return decoded(tasks, input).flatMap(record -> task(record, input.time()));
  }

  private static <V> Optional<V> decoded(Decoder<V> decoder, InboundRecord input) {
    return decoder.decode(input.value()) instanceof Decoded.Value<V>(V value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /** The first of its assignees to finish is the one the tree waits for. */
  private static Optional<Input.Told> expected(Assignment given) {
    return given.getAssignees().stream()
        .map(assignee -> assignee.getScore().getExpectedFinish())
        .min(Long::compare)
        .map(finish -> new Input.ShardExpected(given.getBatchId(), given.getTaskId(), finish));
  }

  private static Optional<Input.Told> task(TaskRecord record, long time) {
    String taskId = record.getTaskId();
    return switch (record.getEvent()) {
      case Task task -> Optional.of(published(record.getDomain(), taskId, task, time));
      case TaskSuperseded moved ->
          Optional.of(new Input.ShardSuperseded(moved.getBatchId(), taskId, moved.getCause()));
      case TaskClosed closed -> closed(taskId, closed);
      case null, default ->
          throw new IllegalStateException("a task record with an event of another schema");
    };
  }

  /** Where settlement has the last word, it is told of that: a proof may have been there before. */
  private static Optional<Input.Told> closed(String taskId, TaskClosed closed) {
    String cause = closed.getState() + " " + closed.getCause();
    return closed.getAwaitsVerdict() || closed.getState().equals(SETTLED)
        ? Optional.empty()
        : Optional.of(new Input.ShardFailed(closed.getBatchId(), taskId, cause));
  }

  private static Input.Told published(String domain, String taskId, Task task, long time) {
    BatchFacts.Terms terms =
        new BatchFacts.Terms(
            task.getRequesterId(),
            task.getRouteId(),
            task.getTaskClass(),
            task.getProofSystem(),
            task.getShardCount(),
            task.getPolicyVersion(),
            task.getRequestDigest(),
            time);
    return new Input.ShardPublished(
        domain,
        task.getBatchId(),
        terms,
        task.getShardIndex(),
        taskId,
        task.getStatementId(),
        task.getShardWeight());
  }

  private static Optional<Input.Told> judged(Verdict verdict) {
    String batchId = verdict.getBatchId();
    VerdictKind kind = VerdictKind.find(verdict.getKind()).orElse(null);
    if (batchId == null || kind == VerdictKind.AGGREGATE || kind == VerdictKind.LEASE) {
      return Optional.empty();
    }
    if (kind == VerdictKind.TASK) {
      return ended(batchId, verdict);
    }
    return kind == VerdictKind.BATCH ? answered(batchId, verdict) : slashed(batchId, verdict);
  }

  private static Optional<Input.Told> ended(String batchId, Verdict verdict) {
    String taskId = verdict.getTaskId();
    boolean unproved =
        verdict.getEvidence().stream()
            .anyMatch(fact ->
                fact.getName().equals(TaskProof.EVIDENCE)
                    && fact.getValue().equals(TaskProof.NONE.name()));
    String cause = verdict.getTaskState() + " " + verdict.getDetail();
    return unproved && taskId != null
        ? Optional.of(
            new Input.ShardGivenUp(verdict.getDomain(), batchId, new GivenUp(taskId, cause)))
        : Optional.empty();
  }

  /** That a request was refused is no news: it is not the batch's until it is taken. */
  private static Optional<Input.Told> answered(String batchId, Verdict verdict) {
    Coordinates input = verdict.getInput();
    return verdict.getReason().equals(Reason.ACCEPTED.name())
        ? Optional.ofNullable(input)
            .map(at -> new Input.RequestAnswered(batchId, AvroInputs.position(at), true))
        : Optional.empty();
  }

  private static Optional<Input.Told> slashed(String batchId, Verdict verdict) {
    Slash slash =
        new Slash(
            verdict.getAuthor(), verdict.getReason(), verdict.getSlashed(), verdict.getTaskId());
    return slash.amount() > 0 ? Optional.of(new Input.Slashed(batchId, slash)) : Optional.empty();
  }
}
