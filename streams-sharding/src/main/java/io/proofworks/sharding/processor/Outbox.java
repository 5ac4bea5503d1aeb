package io.proofworks.sharding.processor;

import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.Graph;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.sharding.domain.FreeMoney;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;

/** What a processor sends: each record to that processor's own sink, turn by turn. */
final class Outbox {

  private final Serializer<ScheduleEvent> events =
      FormatSerdes.of(ShardingFormats.EVENT).serializer();
  private final Serializer<FreeMoney> amounts =
      FormatSerdes.of(ShardingFormats.FREE_MONEY).serializer();
  private final String processor;
  private final Systems systems;
  private final Answers answers;
  private final Turn turn;

  /** Of the turn that is being taken, or was taken last. */
  private final List<Outcome> outcomes = new ArrayList<>();

  private boolean deadLettered;

  /**
   * @param forward hands a record to the sink of that name
   */
  Outbox(String processor, Systems systems, BiConsumer<Record<byte[], byte[]>, String> forward) {
    this.processor = processor;
    this.systems = systems;
    this.answers = new Answers(systems);
    this.turn = new Turn(systems.meters(), forward);
  }

  /** For the stores that belong to the turn. */
  Turn turn() {
    return turn;
  }

  /** Does what follows from an input: all of it, or if that cannot be, answers that. */
  void take(InboundRecord input, Runnable work) {
    take(input, work, () -> {});
  }

  /**
   * The same.
   *
   * @param setAside what is done beside the answer when the input is set aside
   */
  void take(InboundRecord input, Runnable work, Runnable setAside) {
    begin();
    turn.take(
        input,
        work,
        why -> {
          setAside.run();
          answerSetAside(input, why);
        });
  }

  /** Does what follows from something that nobody is answered. */
  void run(Runnable work) {
    begin();
    turn.run(work);
  }

  private void begin() {
    outcomes.clear();
    deadLettered = false;
  }

  /** What the last turn sent, in order. */
  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  /** Whether the last turn sent a dead letter. */
  boolean deadLettered() {
    return deadLettered;
  }

  private void answerSetAside(InboundRecord input, Turn.SetAside why) {
    begin();
    if (!input.isTick() && DeadLetters.take(input.coordinates().topic())) {
      deadLetter(input, why.reason().name(), why.detail());
      answers
          .setAside(input, why)
          .ifPresent(answer -> publish(Topics.VERDICTS, input.answerKey(), answer, input.time()));
    }
  }

  <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = systems.written().encode(topic, value);
    turn.send(topic, Graph.sink(processor, topic.name()), record(key, bytes, time));
    outcomes.add(Outcome.of(key, value));
  }

  /** Tells the scheduler of this market. */
  void tell(ScheduleEvent event) {
    String topic = Names.SCHEDULE_TOPIC;
    byte[] value = events.serialize(topic, event);
    turn.sendInternal(
        topic, Graph.sink(processor, topic), record(systems.market(), value, event.at()));
    outcomes.add(new Outcome.Told(event));
  }

  /** Tells every partition of batches what an account has. */
  void tell(String account, FreeMoney money, long time) {
    String topic = Names.FUNDS_TOPIC;
    byte[] value = amounts.serialize(topic, money);
    turn.sendInternal(topic, Graph.sink(processor, topic), record(account, value, time));
  }

  void deadLetter(InboundRecord input, String reason, String detail) {
    turn.sendDeadLetter(
        Graph.sink(processor, Names.DEAD_LETTERS), DeadLetters.of(input, reason, detail));
    deadLettered = true;
  }

  private static Record<byte[], byte[]> record(String key, byte[] value, long time) {
    return new Record<>(key.getBytes(StandardCharsets.UTF_8), value, time);
  }
}
