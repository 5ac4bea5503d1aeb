package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The broker's side is Kafka's own MockProducer: it says when a tick arrives and when it fails. */
class TickerTest {

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private Ticker ticker(int partitions) {
    return new Ticker(
        producer,
        List.of(Topics.REVEALS, Topics.TASKS),
        partitions,
        INTERVAL,
        Ticker.Past.UNKNOWN,
        Optional.empty(),
        () -> 0);
  }

  @Test
  void shouldTickEveryPartitionOfEveryTickedTopic() {
    ticker(3).round();

    assertThat(producer.history())
        .hasSize(6)
        .allMatch(tick -> Ticks.isTick(tick.headers(), tick.key(), tick.value()));
    assertThat(producer.history().stream().map(t -> t.topic() + t.partition()))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldCountWhatArrivesAndWhatIsGivenUp() {
    Ticker ticker = ticker(1);
    for (int round = 0; round < 3; round++) {
      ticker.round();
      producer.completeNext();
      producer.errorNext(new TimeoutException("nobody answers"));
    }
    assertThat(ticker.acknowledged()).isEqualTo(3);
    assertThat(ticker.failed()).isEqualTo(3);
  }
}
