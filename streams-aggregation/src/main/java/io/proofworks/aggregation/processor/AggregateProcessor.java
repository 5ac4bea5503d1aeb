package io.proofworks.aggregation.processor;

import io.proofworks.runtime.TickAlarm;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Of aggregates, whose ticks are watched: leases run by them. */
final class AggregateProcessor extends BatchProcessor {

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private TickAlarm alarm;

  AggregateProcessor(BatchSetup setup) {
    super(setup, Intakes::aggregates);
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    super.init(context);
    alarm =
        new TickAlarm(
            "aggregation",
            context.taskId().partition(),
            List.of(Topics.AGGREGATES.name()),
            context.currentSystemTimeMs());
    context.schedule(TickAlarm.CHECK, PunctuationType.WALL_CLOCK_TIME, alarm::check);
  }

  @Override
  void ticked(long now) {
    alarm.ticked(Topics.AGGREGATES.name(), now);
    alarm.waits(book().isSilent() ? List.of(Topics.AGGREGATES.name()) : List.of(), now);
  }
}
