package io.proofworks.sharding.processor;

import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.Decision;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.MarketBook;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.Scheduler;
import io.proofworks.topics.Topics;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The scheduler: one event, one decision, kept and told. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class ScheduleProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final Deserializer<ScheduleEvent> events =
      FormatSerdes.of(ShardingFormats.EVENT).deserializer();
  private final AppContext app;
  private final String domain;
  private BookStore stored;
  private MarketBook book;
  private CurrentPolicy policy;
  private Outbox outbox;

  public ScheduleProcessor(AppContext app) {
    this.app = app;
    this.domain = app.settings().domain().hex();
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    stored = new BookStore(context);
    book = stored.load(domain);
    policy = new CurrentPolicy(app, context.getStateStore(ShardingTopology.POLICIES));
    outbox = new Outbox(ShardingTopology.SCHEDULE, app, context);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    ScheduleEvent event = events.deserialize(ShardingTopology.SCHEDULE_TOPIC, record.value());
    Decision decision = Scheduler.decide(book, event, policy.get());
    book.apply(decision.changes());
    stored.save(decision.changes());
    outbox.run(() -> decision.effects().forEach(effect -> tell(effect, book.now())));
  }

  private void tell(Effect effect, long now) {
    switch (effect) {
      case Effect.Assign assign ->
          outbox.publish(
              Topics.ASSIGNMENTS, assign.taskId(), AvroAssignments.of(assign, domain), now);
      case Effect.Adopt adopt ->
          outbox.publish(
              Topics.ASSIGNMENTS, adopt.taskId(), AvroAssignments.of(adopt, domain, now), now);
      case Effect.Close close -> outbox.publish(Topics.TASKS, close.taskId(), closed(close), now);
    }
  }

  private TaskRecord closed(Effect.Close close) {
    TaskClosed event = new TaskClosed(close.batchId(), close.state().name(), close.cause());
    return new TaskRecord(domain, close.taskId(), event);
  }
}
