package io.proofworks.runtime.markets;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class MarketContextTest {

  private static final Hash32 SECOND = Hash32.parse("0x" + "02".repeat(32));
  private static final Hash32 THIRD = Hash32.parse("0x" + "03".repeat(32));

  private final MockProcessorContext<byte[], byte[]> task = new MockProcessorContext<>();

  private Headers forwarded(Optional<Hash32> market, Headers headers) {
    new MarketContext<>(task, market).forward(new Record<>(new byte[1], new byte[1], 1, headers));
    return task.forwarded().getFirst().record().headers();
  }

  private static Headers written(Hash32 market) {
    return new RecordHeaders().add(MarketContext.HEADER, market.bytes()).add("other", new byte[2]);
  }

  @Test
  void shouldSayWhoseARecordIs() {
    Headers headers = forwarded(Optional.of(SECOND), new RecordHeaders());

    assertThat(headers.lastHeader(MarketContext.HEADER).value()).isEqualTo(SECOND.bytes());
  }

  /** Nobody brings a record into another market by what he writes in a header. */
  @Test
  void shouldPassOnNoMarketThatSomebodyElseWrote() {
    assertThat(forwarded(Optional.empty(), written(THIRD)).headers(MarketContext.HEADER)).isEmpty();
    task.resetForwards();

    Headers headers = forwarded(Optional.of(SECOND), written(THIRD));

    assertThat(headers.headers(MarketContext.HEADER))
        .extracting(header -> Hash32.of(header.value()))
        .containsExactly(SECOND);
    assertThat(headers.lastHeader("other")).isNotNull();
  }
}
