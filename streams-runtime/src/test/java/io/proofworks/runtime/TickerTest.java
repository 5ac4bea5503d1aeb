package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.operations.LogCode;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The broker's side is Kafka's own MockProducer: it says when a tick arrives and when it fails. */
class TickerTest {

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(
          false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
  private long now;

  private Ticker ticker(int partitions) {
    return new Ticker(
        () -> producer,
        List.of(Topics.REVEALS, Topics.TASKS),
        partitions,
        INTERVAL,
        Ticker.Past.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        () -> now);
  }

  private Ticker renewed() {
    return new Ticker(
        () -> {
          made.add(
              new MockProducer<>(
                  false,
                  new RoundRobinPartitioner(),
                  new ByteArraySerializer(),
                  new ByteArraySerializer()));
          return made.getLast();
        },
        List.of(Topics.REVEALS, Topics.TASKS),
        1,
        INTERVAL,
        Ticker.Past.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        () -> now);
  }

  /** All that the newest producer takes is refused, for so long. */
  private void refuse(Ticker ticker, Duration forAsLong) {
    for (long until = now + forAsLong.toMillis(); now < until; now += INTERVAL.toMillis()) {
      ticker.round();
      while (made.getLast().errorNext(new ClusterAuthorizationException("fenced off"))) {
        // the next one
      }
    }
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
    AtomicLong clock = new AtomicLong();
    Ticker standby =
        new Ticker(
            () -> producer,
            List.of(Topics.REVEALS),
            1,
            INTERVAL,
            Ticker.Past.UNKNOWN,
            Optional.of(signer),
            Optional.of(succession),
            clock::get);
    List<Integer> appended = new ArrayList<>();

    // when the other ticks for ten seconds, is gone for ten, and comes back
    for (; clock.get() < 30_000; clock.addAndGet(INTERVAL.toMillis())) {
      boolean otherIsThere = clock.get() < 10_000 || clock.get() >= 20_000;
      if (otherIsThere && clock.get() % 1_000 == 0) {
        TickClaim claim = new TickClaim(clock.get(), clock.get());
        byte[] other = Ticks.record(topic, 0, claim, signer.key(), digests).value();
        succession.heard(other, clock.get(), clock.get());
      }
      standby.round();
      while (producer.completeNext()) {
        ProducerRecord<byte[], byte[]> own = producer.history().getLast();
        succession.heard(own.value(), clock.get(), clock.get()); // it hears itself as well
      }
      if (clock.get() % 10_000 == 10_000 - INTERVAL.toMillis()) {
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

  @Test
  void shouldNotTickBehindATickThatNobodyHasAnswered() {
    Ticker ticker = ticker(1);
    ticker.round();

    ticker.round();

    assertThat(producer.history()).as("one to each partition").hasSize(2);
    producer.completeNext();
    ticker.round();
    assertThat(producer.history()).as("where one was answered").hasSize(3);
  }

  @Test
  void shouldReplaceAProducerThatHasFailedForGood() {
    // given
    Ticker ticker = renewed();
    ticker.round();
    assertThat(made).hasSize(1);

    // when
    refuse(ticker, TickProducers.BEYOND_HOPE.plusSeconds(1));

    // then
    assertThat(made).hasSize(2);
    assertThat(made.getFirst().closed()).isTrue();
    ticker.round();
    assertThat(made.getLast().completeNext()).as("the next one ticks").isTrue();
    assertThat(ticker.acknowledged()).isEqualTo(1);
    assertThat(ticker.ending()).isEmpty();
  }

  @Test
  void shouldReplaceAProducerThatTakesNothingAnyMore() {
    Ticker ticker = renewed();
    ticker.round();
    made.getLast().sendException = new ProducerFencedException("there is another");

    for (int rounds = 0; rounds < 30; rounds++) {
      ticker.round();
      made.getFirst().errorNext(new ProducerFencedException("there is another"));
      now += INTERVAL.toMillis();
    }

    assertThat(made).hasSize(2);
    assertThat(made.getLast().history()).isNotEmpty();
  }

  @Test
  void shouldKeepAProducerOfWhichOneTopicIsRefused() {
    Ticker ticker = renewed();
    for (int rounds = 0; rounds < 100; rounds++) {
      ticker.round();
      made.getLast().completeNext();
      made.getLast().errorNext(new TopicAuthorizationException("one of two"));
      now += INTERVAL.toMillis();
    }
    assertThat(made).hasSize(1);
  }

  @Test
  void shouldWaitForBrokersHoweverLongWithOneProducer() {
    Ticker ticker = renewed();
    for (int rounds = 0; rounds < 3_000; rounds++) {
      ticker.round();
      while (made.getLast().errorNext(new TimeoutException("nobody answers"))) {
        // the next one
      }
      now += INTERVAL.toMillis();
    }
    assertThat(made).hasSize(1);
    assertThat(ticker.ending()).isEmpty();
  }

  @Test
  void shouldEndWithWhatItIsRefusedFor() {
    Ticker ticker = renewed();
    ticker.round();

    refuse(ticker, Duration.ofMinutes(2));

    assertThat(made).as("as often as an application tries").hasSize(4);
    RunningApplication.Ending ending = ticker.ending().orElseThrow();
    assertThat(ending.code()).isEqualTo(LogCode.ACCESS_REFUSED);
    assertThat(ending.exitCode()).isEqualTo(StreamsRunner.UNFIT);
    assertThat(ending.cause()).contains("fenced off");
  }

  @Test
  void shouldGoOnWhenItsFirstProducerCannotBeMade() {
    // given brokers whose names nobody knows yet
    AtomicInteger asked = new AtomicInteger();
    Ticker ticker =
        new Ticker(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new KafkaException(
                    new ConfigException("No resolvable bootstrap urls given in bootstrap.servers"));
              }
              return producer;
            },
            List.of(Topics.REVEALS),
            1,
            INTERVAL,
            Ticker.Past.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            () -> now);

    // when
    ticker.round();
    now += 1_000;
    ticker.round();

    // then
    assertThat(producer.history()).hasSize(1);
  }
}
