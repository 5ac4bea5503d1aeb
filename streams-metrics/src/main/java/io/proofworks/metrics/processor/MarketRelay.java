package io.proofworks.metrics.processor;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.AssignmentKind;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Crossing;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.SignedBeats;
import io.proofworks.runtime.state.CompositeKey;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public topics and hands slim events to the partitions that fold them. What cannot be
 * decoded is ignored here: the application whose input it is answers it.
 */
public final class MarketRelay implements Processor<byte[], byte[], String, byte[]> {

  /** Ticks cross at most this often per partition, ms. */
  private static final long TICK_EVERY_MS = 1_000;

  /** Answers to what somebody wrote. */
  private static final Set<String> NEED_AUTHORS =
      Stream.of(
              VerdictKind.COMMIT,
              VerdictKind.REVEAL,
              VerdictKind.REGISTRATION,
              VerdictKind.HEARTBEAT,
              VerdictKind.STAKE,
              VerdictKind.BATCH,
              VerdictKind.SUPERSESSION,
              VerdictKind.AGGREGATE)
          .map(VerdictKind::name)
          .collect(Collectors.toUnmodifiableSet());

  private final String domain;
  private final Map<String, BiConsumer<byte[], Long>> intakes;
  private final Serializer<MarketEvent> events = FormatSerdes.of(MetricsFormats.EVENT).serializer();
  private long lastTick;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<String, byte[]> context;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, String> taskClasses;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private KeyValueStore<String, RelayState.KnownBatch> batches;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private SignedBeats beats;

  public MarketRelay(MarketSerdes serdes, Hash32 domain) {
    this.domain = domain.hex();
    this.intakes =
        Map.of(
            Topics.TASKS.name(), intake(serdes, Topics.TASKS, this::task),
            Topics.ASSIGNMENTS.name(), intake(serdes, Topics.ASSIGNMENTS, this::assignment),
            Topics.VERDICTS.name(), intake(serdes, Topics.VERDICTS, this::verdict),
            Topics.RECEIPTS.name(), intake(serdes, Topics.RECEIPTS, this::receipt),
            Topics.EXECUTIONS.name(), intake(serdes, Topics.EXECUTIONS, this::execution),
            Topics.PROVERS.name(), intake(serdes, Topics.PROVERS, this::standing),
            Topics.HEARTBEATS.name(), intake(serdes, Topics.HEARTBEATS, this::heartbeat));
  }

  private static <V extends SpecificRecord> BiConsumer<byte[], Long> intake(
      MarketSerdes serdes, Topic<V> topic, BiConsumer<V, Long> take) {
    var decoder = serdes.decoder(topic);
    return (bytes, time) -> {
      if (decoder.decode(bytes) instanceof Decoded.Value<V>(V value)) {
        take.accept(value, time);
      }
    };
  }

  /** The stores that the topology connects to this processor. */
  public static Set<StoreBuilder<?>> storeBuilders() {
    return Stores.ofRelay();
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    taskClasses = context.getStateStore(Stores.TASK_CLASSES);
    batches = context.getStateStore(Stores.KNOWN_BATCHES);
    beats = new SignedBeats(domain, context.getStateStore(Stores.SIGNERS));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    String topic = input.coordinates().topic();
    if (input.isTick()) {
      passTime(topic, input.coordinates().partition(), input.time());
    } else {
      BiConsumer<byte[], Long> take = intakes.get(topic);
      if (take != null) {
        take.accept(input.value(), input.time());
      }
    }
  }

  /** One topic's ticks are enough; verdicts are the last to follow from anything. */
  private void passTime(String topic, int partition, long time) {
    if (topic.equals(Topics.VERDICTS.name()) && time - lastTick >= TICK_EVERY_MS) {
      lastTick = time;
      forward(Crossing.EVERYWHERE, new MarketEvent.TimePassed(partition), time);
    }
  }

  private void task(TaskRecord record, long time) {
    String taskId = record.getTaskId();
    switch (record.getEvent()) {
      case Task task -> {
        taskClasses.put(taskId, task.getTaskClass());
        ofClass(task.getTaskClass(), AvroEvents.published(taskId, task), time);
      }
      case TaskSuperseded moved ->
          ended(taskId, TaskState.SUPERSEDED.name(), moved.getCause(), time);
      case TaskClosed closed -> ended(taskId, closed.getState(), closed.getCause(), time);
      case null, default ->
          throw new IllegalStateException("a task record with an event of another schema");
    }
  }

  private void ended(String taskId, String state, String cause, long time) {
    ofClass(taskClasses.get(taskId), new MarketEvent.TaskEnded(taskId, state, cause), time);
    taskClasses.delete(taskId);
  }

  /** What is given back raises no epoch. */
  private void assignment(Assignment given, long time) {
    if (AssignmentKind.of(given) != AssignmentKind.GIVES_BACK) {
      ofClass(taskClasses.get(given.getTaskId()), AvroEvents.assigned(given), time);
    }
  }

  /** What nobody's signature is on says nothing of the market, however much of it there is. */
  private void verdict(Verdict verdict, long time) {
    if (verdict.getAuthor().isEmpty() && NEED_AUTHORS.contains(verdict.getKind())) {
      return;
    }
    String taskId = verdict.getTaskId();
    String known = taskId == null ? null : taskClasses.get(taskId);
    ofClass(known == null ? verdict.getTaskClass() : known, AvroEvents.judged(verdict), time);
  }

  private void receipt(Receipt receipt, long time) {
    if (receipt.getOutcome().equals(BatchOutcome.SETTLED.name())) { // others are never executed
      batches.put(
          receipt.getBatchId(),
          new RelayState.KnownBatch(
              receipt.getTaskClass(), receipt.getRouteId(), receipt.getRootVerifiedAt()));
    }
    ofClass(receipt.getTaskClass(), AvroEvents.ended(receipt), time);
  }

  /** An execution of a batch without receipt is another market's, or a mistake. */
  private void execution(Execution execution, long time) {
    RelayState.KnownBatch batch = batches.get(execution.getBatchId());
    if (batch != null) {
      ofClass(batch.taskClass(), AvroEvents.executed(execution, batch, time), time);
      batches.delete(execution.getBatchId());
    }
  }

  private void standing(ProverStanding standing, long time) {
    Registration registration = standing.getRegistration();
    boolean backed = standing.getFree() > 0 || standing.getReserved() > 0;
    if (!backed && !beats.knows(standing.getProverId())) {
      return; // registering is free: who has no stake has no part in the market's capacity
    }
    beats.learn(standing);
    if (registration != null) {
      forward(Crossing.EVERYWHERE, AvroEvents.seen(standing, registration), time);
    }
  }

  private void heartbeat(Heartbeat beat, long time) {
    if (beats.accept(beat)) {
      forward(
          Crossing.EVERYWHERE,
          new MarketEvent.HeartbeatSeen(beat.getProverId(), beat.getCapacity(), beat.getDraining()),
          time);
    }
  }

  /** What has no class known here belongs to no window. */
  private void ofClass(@Nullable String taskClass, MarketEvent.OfClass event, long time) {
    if (taskClass != null) {
      forward(CompositeKey.of(domain, taskClass), event, time);
    }
  }

  private void forward(String key, MarketEvent event, long time) {
    context.forward(new Record<>(key, events.serialize("", event), time));
  }
}
