package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.sharding.domain.FreeMoney;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Notes what a partition of batches is told of its market's accounts. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class FundsProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final Deserializer<FreeMoney> amounts =
      FormatSerdes.of(ShardingFormats.FREE_MONEY).deserializer();
  private Funds known;

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    known = Funds.known(context);
  }

  @Override
  public void process(Record<byte[], byte[]> told) {
    known.put(
        new String(told.key(), StandardCharsets.UTF_8),
        amounts.deserialize(Names.FUNDS_TOPIC, told.value()));
  }
}
