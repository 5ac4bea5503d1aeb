package io.proofworks.sharding.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Journals;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Runs the scheduler: one event, one decision, published with its state in one transaction. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class ScheduleProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final Deserializer<ScheduleEvent> events =
      FormatSerdes.of(ShardingFormats.EVENT).deserializer();
  private final AppContext app;
  private SchedulePartition partition;
  private CurrentPolicy policy;
  private Journal journal;

  public ScheduleProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    Systems systems = Systems.of(app);
    BookStore stored = new BookStore(context);
    partition =
        new SchedulePartition(
            systems,
            stored.load(systems.market(), app.settings().partitions()),
            stored::save,
            context::forward);
    policy = new CurrentPolicy(systems, context.getStateStore(Names.POLICIES));
    journal = Journaling.of(app, context, Journals.SCHEDULE, Names.SCHEDULE);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    ScheduleEvent event = events.deserialize(Names.SCHEDULE_TOPIC, record.value());
    partition.receive(input.coordinates(), event, policy.get()).ifPresent(journal::append);
    journal.checkpoint(input.time());
  }
}
