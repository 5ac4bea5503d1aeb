package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Reads a public topic and hands on what batches have to know of it, under their own key. */
abstract class RelayProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final Serializer<Relayed> serializer =
      FormatSerdes.of(AggregationFormats.MESSAGE).serializer();
  private final String clockTopic;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<byte[], byte[]> context;

  /**
   * @param clockTopic the source topic whose ticks cross
   */
  RelayProcessor(String clockTopic) {
    this.clockTopic = clockTopic;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
  }

  @Override
  public final void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    if (!input.isTick()) {
      relay(input);
    } else if (input.coordinates().topic().equals(clockTopic)) {
      context.forward(Relay.tick(input.coordinates().partition(), input.time()));
    }
  }

  /** Hands on what there is to hand on. */
  abstract void relay(InboundRecord input);

  final void forward(String key, Relayed value, long time) {
    context.forward(Relay.record(key, serializer.serialize("", value), time));
  }
}
