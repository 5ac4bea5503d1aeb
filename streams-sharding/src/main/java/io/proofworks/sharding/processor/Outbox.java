package io.proofworks.sharding.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What a processor sends: each record to that processor's own sink, turn by turn. */
final class Outbox {

  private final Serializer<ScheduleEvent> events =
      FormatSerdes.of(ShardingFormats.EVENT).serializer();
  private final String processor;
  private final AppContext app;
  private final Answers answers;
  private final Turn turn;

  Outbox(String processor, AppContext app, ProcessorContext<byte[], byte[]> context) {
    this.processor = processor;
    this.app = app;
    this.answers = new Answers(app);
    this.turn = new Turn(app.meters(), context::forward);
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
    turn.run(work);
  }

  private void answerSetAside(InboundRecord input, Turn.SetAside why) {
    if (!input.isTick() && DeadLetters.take(input.coordinates().topic())) {
      deadLetter(input, why.reason().name(), why.detail());
      answers
          .setAside(input, why)
          .ifPresent(answer -> publish(Topics.VERDICTS, input.answerKey(), answer, input.time()));
    }
  }

  <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = app.serdes().encode(topic, value);
    turn.send(topic, ShardingTopology.sink(processor, topic.name()), record(key, bytes, time));
  }

  /** Tells the scheduler of this market. */
  void tell(ScheduleEvent event) {
    String topic = ShardingTopology.SCHEDULE_TOPIC;
    byte[] value = events.serialize(topic, event);
    turn.sendInternal(
        topic,
        ShardingTopology.sink(processor, topic),
        record(app.settings().domain().hex(), value, event.at()));
  }

  void deadLetter(InboundRecord input, String reason, String detail) {
    turn.sendDeadLetter(
        ShardingTopology.sink(processor, ShardingTopology.DEAD_LETTERS),
        DeadLetters.of(input, reason, detail));
  }

  private static Record<byte[], byte[]> record(String key, byte[] value, long time) {
    return new Record<>(key.getBytes(StandardCharsets.UTF_8), value, time);
  }
}
