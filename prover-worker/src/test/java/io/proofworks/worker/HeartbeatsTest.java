package io.proofworks.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Role;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The market hears in time what a worker has no room for. */
class HeartbeatsTest {

  private static final Hash32 DOMAIN = Keccak.hash(new byte[] {1});

  private static final Heartbeats.Load WORKING = new Heartbeats.Load(4, 0, 0, false, 1, 0);
  private static final Heartbeats.Load DRAINING = new Heartbeats.Load(4, 0, 0, true, 1, 0);

  @TempDir private Path directory;
  private final ManualClock clock = new ManualClock();
  private final MarketSerdes serdes = new MarketSerdes(new OneId());
  private MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private WorkerKeys keys;
  private Heartbeats heartbeats;

  @BeforeEach
  void open() throws IOException {
    keys = WorkerKeys.loadOrCreate(directory.resolve("keys"));
    begin();
  }

  private void begin() {
    WorkerSettings settings =
        new WorkerSettings(
            "ada",
            DOMAIN,
            directory,
            Set.of(Role.PROVER, Role.AGGREGATOR),
            4,
            1,
            Economics.DEFAULT,
            new WorkerSettings.Hardware("cpu", "v", "r", "b"),
            Map.of(),
            Duration.ofDays(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20));
    heartbeats = new Heartbeats(settings, keys, new MarketWriter(producer, serdes), clock);
  }

  /** Returns whether it was said. */
  private boolean offer(int slots) {
    int before = producer.history().size();
    heartbeats.onTime(true, new Heartbeats.Load(4, 1, 0, false, slots, 1), List::of);
    return producer.history().size() > before;
  }

  private Heartbeat last() {
    byte[] value = producer.history().getLast().value();
    return switch (serdes.decoder(Topics.HEARTBEATS).decode(value)) {
      case Decoded.Value<Heartbeat>(Heartbeat heartbeat) -> heartbeat;
      case Decoded.Malformed<Heartbeat>(String detail) -> throw new IllegalStateException(detail);
    };
  }

  @Test
  void shouldSayWhatItHasRoomForAsOftenAsItIsTold() {
    assertThat(offer(2)).isTrue();
    clock.now += 1_999;
    assertThat(offer(2)).isFalse();
    clock.now++;

    assertThat(offer(2)).isTrue();

    assertThat(last().getAggregationSlots()).isEqualTo(2);
    assertThat(SignedMessages.verify(last(), keys.session().publicKey())).isTrue();
  }

  @Test
  void shouldSayAtOnceThatItOffersLess() {
    offer(2);

    assertThat(offer(1)).isTrue();

    assertThat(last().getAggregationSlots()).isOne();
    assertThat(producer.history()).hasSize(2);
  }

  /** Else a slot that comes and goes would be a flood. */
  @Test
  void shouldSayInItsTimeThatItOffersMore() {
    offer(1);

    assertThat(offer(2)).isFalse();
    assertThat(offer(1)).isFalse();
  }

  /** Else it would be given what it has to give back. */
  @Test
  void shouldSayAtOnceThatAnotherMarketHasTakenUpItsRoom() {
    heartbeats.onTime(true, busyElsewhere(0), List::of);

    heartbeats.onTime(true, busyElsewhere(2), List::of);
    assertThat(last().getInFlight()).isEqualTo(3);
    heartbeats.onTime(true, busyElsewhere(1), List::of);

    assertThat(producer.history()).as("what comes free is said in its time").hasSize(2);
  }

  private static Heartbeats.Load busyElsewhere(int tasks) {
    return new Heartbeats.Load(4, 1, tasks, false, -1, 0);
  }

  @Test
  void shouldSayAtOnceWhatItGivesBack() {
    offer(1);
    Decline decline = new Decline(DOMAIN.hex(), 1);

    heartbeats.onTime(true, WORKING, () -> List.of(decline));

    assertThat(last().getDeclines()).containsExactly(decline);
    clock.now += 2_000;
    assertThat(offer(1)).isTrue();
    assertThat(last().getDeclines()).as("once").isEmpty();
  }

  /** The market hears nobody else: what is said to it then is silence. */
  @Test
  void shouldKeepWhatItGivesBackUntilTheMarketKnowsIt() {
    List<Decline> untold = new ArrayList<>(List.of(new Decline(DOMAIN.hex(), 1)));

    heartbeats.onTime(false, WORKING, () -> taken(untold));
    assertThat(producer.history()).isEmpty();
    heartbeats.onTime(true, WORKING, () -> taken(untold));

    assertThat(last().getDeclines()).hasSize(1);
  }

  private static List<Decline> taken(List<Decline> untold) {
    List<Decline> all = List.copyOf(untold);
    untold.clear();
    return all;
  }

  @Test
  void shouldSayInTheNextWhatOneHeartbeatHasNoRoomFor() {
    List<Decline> many =
        IntStream.rangeClosed(1, 513).mapToObj(epoch -> new Decline(DOMAIN.hex(), epoch)).toList();

    heartbeats.onTime(true, WORKING, () -> many);
    assertThat(last().getDeclines()).hasSize(512);
    clock.now += 2_000;
    offer(1);

    assertThat(last().getDeclines()).containsExactly(many.getLast());
  }

  @Test
  void shouldSayAtOnceThatItTakesNothingMore() {
    offer(1);

    heartbeats.hurry();
    heartbeats.onTime(true, DRAINING, List::of);

    assertThat(last().getDraining()).isTrue();
    assertThat(heartbeats.saidThatItDrainsAt()).hasValue(clock.now);
  }

  /** Brokers that are away keep the market from hearing it. */
  @Test
  void shouldNotHaveSaidThatItDrainsBeforeTheBrokersHaveIt() {
    MockProducer<String, byte[]> slow = slowProducer();
    offer(1);
    slow.completeNext();
    heartbeats.hurry();
    heartbeats.onTime(true, DRAINING, List::of);
    assertThat(heartbeats.saidThatItDrainsAt()).isEmpty();
    clock.now += 10_000;

    slow.completeNext();

    assertThat(heartbeats.saidThatItDrainsAt()).hasValue(clock.now);
  }

  /** The next one may get through. */
  @Test
  void shouldNotHaveSaidThatItDrainsWhenTheBrokersRefuseIt() {
    MockProducer<String, byte[]> slow = slowProducer();
    heartbeats.onTime(true, DRAINING, List::of);

    slow.errorNext(new TimeoutException("no broker"));

    assertThat(heartbeats.saidThatItDrainsAt()).isEmpty();
  }

  private MockProducer<String, byte[]> slowProducer() {
    producer = new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    begin();
    return producer;
  }
}
