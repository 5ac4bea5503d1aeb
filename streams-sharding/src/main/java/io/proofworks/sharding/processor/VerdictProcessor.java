package io.proofworks.sharding.processor;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.topics.Topics;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Passes settlement's word on tasks of this market to the scheduler. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class VerdictProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private Outbox outbox;

  public VerdictProcessor(AppContext app) {
    this.app = app;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    outbox = new Outbox(Names.VERDICT, Systems.of(app), context::forward);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    if (!input.isTick()) {
      outbox.take(input, () -> receive(input));
    }
  }

  private void receive(InboundRecord input) {
    switch (app.serdes().decoder(Topics.VERDICTS).decode(input.value())) {
      case Decoded.Value<Verdict>(Verdict verdict) ->
          TaskVerdicts.judged(verdict, app.settings().domain(), input.time())
              .ifPresent(outbox::tell);
      case Decoded.Malformed<Verdict>(String detail) ->
          outbox.deadLetter(input, Reason.MALFORMED.name(), detail);
    }
  }
}
