package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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

  private Ticker ticker(int partitions) {
    return new Ticker(
        producer,
        List.of(Topics.REVEALS, Topics.TASKS),
        partitions,
        INTERVAL,
        Ticker.Past.UNKNOWN,
        Optional.empty(),
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
  void shouldTickOnlyWhileNoOtherDoesIfItStandsBy() {
    // given a ticker that stands by, and another of which it hears
    Digests digests = new Digests(Hash32.ZERO);
    TickLine.Signer signer = new TickLine.Signer(SessionKey.fromSeed(new byte[32]), digests);
    String topic = Topics.REVEALS.name();
    Succession succession = Succession.on(topic, signer, INTERVAL, 0);
    AtomicLong now = new AtomicLong();
    Ticker standby =
        new Ticker(
            producer,
            List.of(Topics.REVEALS),
            1,
            INTERVAL,
            Ticker.Past.UNKNOWN,
            Optional.of(signer),
            Optional.of(succession),
            now::get);
    List<Integer> appended = new ArrayList<>();

    // when the other ticks for ten seconds, is gone for ten, and comes back
    for (; now.get() < 30_000; now.addAndGet(INTERVAL.toMillis())) {
      boolean otherIsThere = now.get() < 10_000 || now.get() >= 20_000;
      if (otherIsThere && now.get() % 1_000 == 0) {
        TickClaim claim = new TickClaim(now.get(), now.get());
        succession.heard(Ticks.record(topic, 0, claim, signer.key(), digests).value(), now.get());
      }
      standby.round();
      while (producer.completeNext()) {
        ProducerRecord<byte[], byte[]> own = producer.history().getLast();
        succession.heard(own.value(), now.get()); // it hears itself as well
      }
      if (now.get() % 10_000 == 10_000 - INTERVAL.toMillis()) {
        appended.add(producer.history().size());
        producer.clear();
      }
    }

    // then
    assertThat(appended.get(0)).isZero();
    assertThat(appended.get(1)).isBetween(40, 50);
    assertThat(appended.get(2)).isZero();
    assertThat(standby.healthy()).isTrue();
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
