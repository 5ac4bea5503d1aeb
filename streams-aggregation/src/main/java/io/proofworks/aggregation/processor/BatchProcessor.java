package io.proofworks.aggregation.processor;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of inputs for the batches of a partition: hands them to {@link BatchPartition}, and what
 * it applied to the journal. All of them share the stores, so they form one task.
 */
class BatchProcessor implements Processor<byte[], byte[], Object, Object> {

  private static final Logger log = LoggerFactory.getLogger(BatchProcessor.class);

  private final BatchSetup setup;
  private final Function<Intakes, Intake> source;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<Object, Object> context;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private BatchPartition partition;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Intake intake;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private Journal journal;

  /**
   * @param source which of the intakes its records go to
   */
  BatchProcessor(BatchSetup setup, Function<Intakes, Intake> source) {
    this.setup = setup;
    this.source = source;
  }

  @Override
  public void init(ProcessorContext<Object, Object> processorContext) {
    context = processorContext;
    partition =
        new BatchPartition(
            BatchStores.of(context), setup.settings().digests(), setup.systems(), this::forward);
    intake =
        source.apply(
            new Intakes(partition, setup.systems().serdes(), setup.domain(), setup.partitions()));
    journal =
        Journal.of(
            setup.settings(),
            Journals.AGGREGATION + context.taskId().partition(),
            StreamsStore.of(context, Stores.JOURNAL),
            this::publish);
  }

  @Override
  public final void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    boolean tick = input.isTick() || Relay.isTick(input);
    partition.receive(intake, input, tick).forEach(this::applied);
    if (tick) {
      ticked(context.currentSystemTimeMs());
    }
    journal.checkpoint(input.time());
  }

  private void applied(Applied<Outcome> step) {
    for (Outcome outcome : step.effects()) {
      if (outcome instanceof Outcome.Delayed(var wait)) {
        log.info(
            "aggregationDelayed batch={} node={} epoch={} cause={}",
            wait.batchId(),
            wait.node().id(),
            wait.node().epoch() + 1,
            wait.delay());
      }
    }
    journal.append(step);
  }

  /**
   * After a tick.
   *
   * @param now of the wall clock, epoch milliseconds
   */
  void ticked(long now) {}

  final CaseBook book() {
    return partition.book();
  }

  private <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = setup.systems().serdes().encode(topic, value);
    forward(
        new Record<>(key.getBytes(StandardCharsets.UTF_8), bytes, time), Sinks.ofJournal(topic));
  }

  private void forward(Record<byte[], byte[]> record, String sink) {
    context.forward(
        new Record<>(record.key(), record.value(), record.timestamp(), record.headers()), sink);
  }
}
