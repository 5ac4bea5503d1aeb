package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Finds aggregators for the nodes of all batches, and tells the batches. */
final class DeskProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final Serde<Relayed> messages = FormatSerdes.of(AggregationFormats.MESSAGE);

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<byte[], byte[]> context;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private DeskBook book;

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    book = new DeskBook(processorContext);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    Consumer<Input.Told> answer = told -> answer(told, input.time());
    if (Relay.isTick(input)) {
      long time = Relay.timeOf(input);
      book.ticked(input.answerKey(), time, answer);
      context.forward(record);
    } else {
      DeskInput told = (DeskInput) message(input);
      book.take(told, input.coordinates().offset(), answer);
    }
  }

  private Relayed message(InboundRecord input) {
    return messages.deserializer().deserialize(input.coordinates().topic(), input.value());
  }

  private void answer(Input.Told told, long time) {
    context.forward(Relay.record(told.batchId(), messages.serializer().serialize("", told), time));
  }
}
