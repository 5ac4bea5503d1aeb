package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  private final ManualClock clock = new ManualClock();

  private Ticker ticker(Ticker.Past past) {
    return new Ticker(producer, List.of(Topics.REVEALS), 1, INTERVAL, past, clock);
  }

  @Test
  void shouldTickEveryPartitionOfEveryTickedTopic() {
    Ticker ticker =
        new Ticker(
            producer,
            List.of(Topics.REVEALS, Topics.TASKS),
            3,
            INTERVAL,
            Ticker.Past.UNKNOWN,
            clock);

    ticker.round();

    assertThat(producer.history()).hasSize(6).allMatch(tick -> Ticks.isTick(tick.headers()));
    assertThat(producer.history().stream().map(t -> t.topic() + t.partition()))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldSayThatItHasJustBegunWhenTicksArrive() {
    Ticker ticker = ticker(Ticker.Past.UNKNOWN);
    for (int round = 0; round < 3; round++) {
      clock.millis += 200;
      ticker.round();
      producer.completeNext();
      assertThat(since()).isEqualTo(clock.millis);
    }
    assertThat(ticker.acknowledged()).isEqualTo(3);
  }

  @Test
  void shouldSaySinceWhenItHasTriedInVain() {
    Ticker ticker = ticker(Ticker.Past.UNKNOWN);
    ticker.round();
    producer.completeNext();
    long closed = clock.millis += 200;
    for (int round = 0; round < 20; round++) {
      ticker.round();
      producer.errorNext(new TimeoutException("nobody answers"));
      clock.millis += 200;
    }

    ticker.round();
    assertThat(since()).isEqualTo(closed);

    producer.completeNext();
    clock.millis += 200;
    ticker.round();
    assertThat(since()).as("after one has arrived").isEqualTo(clock.millis);
    assertThat(ticker.failed()).isEqualTo(20);
  }

  @Test
  void shouldSaySoWhenNobodyCanHaveAppendedBeforeItStarted() {
    Ticker ticker = ticker(Ticker.Past.CLOSED);
    ticker.round();
    assertThat(since()).isZero();
    producer.completeNext();

    clock.millis += 200;
    ticker.round();
    assertThat(since()).isEqualTo(clock.millis);
  }

  private long since() {
    ProducerRecord<byte[], byte[]> last = producer.history().getLast();
    return Ticks.since(last.value()).orElseThrow();
  }

  private static final class ManualClock extends Clock {
    private long millis = 1_000_000;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }
}
