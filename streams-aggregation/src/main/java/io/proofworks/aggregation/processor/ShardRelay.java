package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.BatchFacts;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Tells batches of their tasks: published, assigned, superseded, given up. The trace shards, the
 * bulk of {@code market.tasks}, stay behind. And it reads their jobs back: whoever can read one
 * could, so from here its lease runs.
 */
final class ShardRelay extends RelayProcessor<Input> {

  private static final String SETTLED = "SETTLED";

  private final Decoder<TaskRecord> tasks;
  private final Decoder<Assignment> assignments;
  private final Decoder<AggregationJob> jobs;

  ShardRelay(MarketSerdes serdes) {
    super(inputs(), Topics.TASKS.name());
    this.tasks = serdes.decoder(Topics.TASKS);
    this.assignments = serdes.decoder(Topics.ASSIGNMENTS);
    this.jobs = serdes.decoder(Topics.AGGREGATION_JOBS);
  }

  static Serializer<Input> inputs() {
    return Cbor.serde(Input.class).serializer();
  }

  @Override
  void relay(InboundRecord input) {
    String topic = input.coordinates().topic();
    if (topic.equals(Topics.AGGREGATION_JOBS.name())) {
      if (jobs.decode(input.value()) instanceof Decoded.Value<AggregationJob>(AggregationJob job)) {
        String batchId = job.getBatchId();
        Input opened = new Input.LeaseOpened(batchId, job.getNodeId(), job.getEpoch());
        forward(batchId, opened, input.time());
      }
    } else if (topic.equals(Topics.ASSIGNMENTS.name())) {
      if (assignments.decode(input.value())
          instanceof Decoded.Value<Assignment>(Assignment given)) {
        relay(given, input.time());
      }
    } else if (tasks.decode(input.value()) instanceof Decoded.Value<TaskRecord>(TaskRecord task)) {
      relay(task, input.time());
    }
  }

  /** The first of its assignees to finish is the one the tree waits for. */
  private void relay(Assignment given, long time) {
    given.getAssignees().stream()
        .mapToLong(assignee -> assignee.getScore().getExpectedFinish())
        .min()
        .ifPresent(finish -> {
          String batchId = given.getBatchId();
          forward(batchId, new Input.ShardExpected(batchId, given.getTaskId(), finish), time);
        });
  }

  private void relay(TaskRecord record, long time) {
    switch (record.getEvent()) {
      case Task task -> {
        Input published = published(record.getDomain(), record.getTaskId(), task, time);
        forward(task.getBatchId(), published, time);
      }
      case TaskSuperseded moved -> {
        String batchId = moved.getBatchId();
        String cause = moved.getCause();
        forward(batchId, new Input.ShardSuperseded(batchId, record.getTaskId(), cause), time);
      }
      case TaskClosed closed -> relay(record.getTaskId(), closed, time);
      case null, default ->
          throw new IllegalStateException("a task record with an event of another schema");
    }
  }

  private void relay(String taskId, TaskClosed closed, long time) {
    if (!closed.getState().equals(SETTLED)) {
      String batchId = closed.getBatchId();
      String cause = closed.getState() + " " + closed.getCause();
      forward(batchId, new Input.ShardFailed(batchId, taskId, cause), time);
    }
  }

  private static Input published(String domain, String taskId, Task task, long time) {
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
}
