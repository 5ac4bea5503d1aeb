package io.proofworks.settlement.processor;

import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.settlement.domain.BatchEffect;
import io.proofworks.settlement.partition.BatchPartition;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.settlement.state.StoreNames;
import io.proofworks.topics.Journals;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Money of batches: hands records to {@link BatchPartition}, sends what follows. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class BatchProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private BatchPartition partition;
  private Outbox outbox;
  private Journal journal;

  public BatchProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    partition =
        new BatchPartition(
            new BatchRecords(app.serdes()), StreamsStore.of(context, StoreNames.BATCHES));
    outbox = new Outbox(Nodes.BATCH, app.serdes(), context);
    String name = Journals.BATCH + context.taskId().partition();
    OrderedStore registry = StreamsStore.of(context, StoreNames.BATCH_REGISTRY);
    journal = Journal.of(app.settings(), name, registry, outbox);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    if (!input.isTick()) {
      partition.receive(input).ifPresent(step -> send(input, step));
    }
    journal.checkpoint(input.time());
  }

  private void send(InboundRecord input, Applied<BatchEffect> step) {
    for (BatchEffect effect : step.effects()) {
      switch (effect) {
        case BatchEffect.AccountAsked asked -> outbox.send(asked, input.time());
        case BatchEffect.Refused(String detail) ->
            outbox.deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), detail));
      }
    }
    journal.append(step);
  }
}
