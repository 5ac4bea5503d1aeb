package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.runtime.FormatSerdes;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Folds the events of the classes of one partition, and publishes when time has passed. */
public final class MarketFold implements Processor<String, byte[], String, SpecificRecord> {

  private final int partitions;
  private final Deserializer<MarketEvent> events =
      FormatSerdes.of(MetricsFormats.EVENT).deserializer();

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private CellBook book;

  /**
   * @param partitions of the source topics: time is that of the slowest
   */
  public MarketFold(int partitions) {
    this.partitions = partitions;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    book =
        new CellBook(
            context,
            partitions,
            (sink, key, value, time) -> context.forward(new Record<>(key, value, time), sink));
  }

  @Override
  public void process(Record<String, byte[]> record) {
    long time = record.timestamp();
    switch (events.deserialize("", record.value())) {
      case MarketEvent.TimePassed passed -> book.passTime(passed.partition(), time);
      case MarketEvent.ProverSeen seen -> book.take(seen);
      case MarketEvent.HeartbeatSeen beat -> book.take(beat, time);
      case MarketEvent.OfClass event -> book.take(record.key(), event, time);
    }
  }
}
