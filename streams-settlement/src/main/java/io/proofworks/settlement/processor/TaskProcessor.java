package io.proofworks.settlement.processor;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.PlainText;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.TickAlarm;
import io.proofworks.runtime.Turn;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.StoreNames;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Tasks of one partition: hands records to {@link TaskPartition}, sends what follows. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class TaskProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  /** Between two calls that go on with what was left, while nothing else comes. */
  private static final Duration CATCH_UP = Duration.ofMillis(10);

  private final AppContext app;
  private final ProofChecks proofs;
  private TaskPartition partition;
  private Outbox outbox;
  private Journal journal;
  private TickAlarm alarm;
  private PolicyAlarm policies;

  public TaskProcessor(AppContext app, ProofChecks proofs) {
    this.app = app;
    this.proofs = proofs;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    Digests digests = app.settings().digests();
    OrderedStore registry = StreamsStore.of(context, StoreNames.TASK_REGISTRY);
    TaskStates states =
        new TaskStates(
            StreamsStore.of(context, StoreNames.TASKS),
            StreamsStore.of(context, StoreNames.INTAKE),
            StreamsStore.of(context, StoreNames.DEADLINES),
            registry);
    TaskRecords records = new TaskRecords(app.serdes(), digests, app.settings().partitions());
    partition = new TaskPartition(records, states, digests, proofs, TaskRules.PROTOCOL);
    outbox = new Outbox(Nodes.TASK, app.serdes(), context);
    String name = Journals.TASK + context.taskId().partition();
    journal = Journal.of(app.settings(), name, registry, outbox);
    alarm =
        new TickAlarm(
            "settlement",
            context.taskId().partition(),
            TaskRecords.TOPICS,
            context.currentSystemTimeMs());
    policies = new PolicyAlarm(context.taskId().partition());
    context.schedule(TickAlarm.CHECK, PunctuationType.WALL_CLOCK_TIME, alarm::check);
    context.schedule(TickAlarm.CHECK, PunctuationType.WALL_CLOCK_TIME, policies::check);
    context.schedule(
        CATCH_UP, PunctuationType.WALL_CLOCK_TIME, now -> partition.catchUp().forEach(this::send));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    for (Applied<TaskEffect> step : take(input)) {
      if (step.undecodable()) {
        outbox.deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), detail(step)));
      }
      send(step);
    }
    journal.checkpoint(input.time());
  }

  private List<Applied<TaskEffect>> take(InboundRecord input) {
    if (!TaskRecords.isPublic(input)) {
      return partition.receiveInternal(input);
    }
    if (!input.isTick()) {
      return partition.receive(input);
    }
    long now = context().currentSystemTimeMs();
    alarm.ticked(input.coordinates().topic(), now);
    List<Applied<TaskEffect>> steps = partition.tick(input);
    alarm.waits(partition.silentTopics(), now);
    policies.waits(partition.awaitedPolicy(), now);
    return steps;
  }

  private void send(Applied<TaskEffect> step) {
    long time = step.input().time();
    step.effects().forEach(effect -> send(effect, time));
    journal.append(step);
  }

  private static String detail(Applied<TaskEffect> step) {
    return step.effects().getFirst() instanceof VerdictIssued verdict ? verdict.detail() : "";
  }

  private void send(TaskEffect effect, long time) {
    switch (effect) {
      case VerdictIssued verdict ->
          outbox.publish(Topics.VERDICTS, verdict.key(), MarketRecords.verdict(verdict), time);
      case TaskEffect.ChildProofReady child ->
          outbox.publish(
              Topics.CHILD_PROOFS,
              child.task().batchId().hex(),
              MarketRecords.childProof(child),
              time);
      case TaskEffect.AccountAsked asked -> outbox.send(asked, time);
      case TaskEffect.DeadlineSet _ -> {}
      case TaskEffect.SetAside(Origin at, String detail) ->
          new Turn.SetAside(Turn.Cause.OVERSIZED, PlainText.sentence(detail))
              .alarm(app.meters(), Intake.coordinates(at));
    }
  }
}
