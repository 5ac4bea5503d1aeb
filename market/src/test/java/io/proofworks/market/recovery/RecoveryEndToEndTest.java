package io.proofworks.market.recovery;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.operations.Condition;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistryException;
import io.proofworks.settings.ProofSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application on a real broker, whose stream thread, brokers, registry and disk fail: it goes on
 * by itself, counts every record once, and says how it is meanwhile.
 */
final class RecoveryEndToEndTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration OUTAGE = Duration.ofSeconds(5);
  private static final int PARTITIONS = 2;

  @TempDir private static Path brokerDirectory;
  private static EmbeddedKafka broker;

  @TempDir private Path directory;

  private CountingApplication counting;
  private String topic;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafka.start(EmbeddedKafkaSettings.at(brokerDirectory));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    counting = new CountingApplication(topic);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
  }

  private RunningApplication run(int threads) {
    AppSettings settings =
        AppSettings.of(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "application.prefix",
                topic, // or it would go on with another test's offsets and counts
                "domain",
                "0x" + "d0".repeat(32),
                "state.dir",
                directory.resolve("state").toString(),
                "replication.factor",
                "1",
                "standby.replicas",
                "0",
                "threads",
                Integer.toString(threads)));
    return StreamsRunner.start(
        counting,
        new AppContext(
            settings,
            new MarketSerdes(new RegistryClient(settings.registry())),
            ProofSettings.of(VerifierRegistry.standard()),
            Meters.unread()));
  }

  private void write(String key, int times) throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      for (int i = 0; i < times; i++) {
        producer.send(new ProducerRecord<>(topic, i % PARTITIONS, key, new byte[100])).get();
      }
    }
  }

  private void writeAt(long time, String key) throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>(topic, 0, time, key, new byte[1])).get();
    }
  }

  private static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** By the stores of both partitions; -1 while one of them cannot be asked. */
  private static long counted(RunningApplication application, String key) {
    try {
      long sum = 0;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        Long count =
            application
                .streams()
                .store(
                    StoreQueryParameters.fromNameAndType(
                            CountingApplication.STORE,
                            QueryableStoreTypes.<String, Long>keyValueStore())
                        .withPartition(partition))
                .get(key);
        sum += count == null ? 0 : count;
      }
      return sum;
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return -1;
    }
  }

  private static void awaitWorking(RunningApplication application) {
    await().atMost(PATIENCE).until(application::condition, Condition.WORKING::equals);
  }

  /** Counted once each; what is counted twice does not become right by waiting. */
  private static void awaitCounted(RunningApplication application, String key, long times) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(counted(application, key)).as(key).isEqualTo(times));
  }

  /** Every partition has gone on to its end, and whoever comes next begins there. */
  private void awaitCommitted() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(committed(admin)).isEqualTo(ends(admin)));
    }
  }

  private Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    Map<TopicPartition, Long> committed = new HashMap<>();
    admin
        .listConsumerGroupOffsets(topic + "-counting")
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, at) -> committed.put(partition, at.offset()));
    return committed;
  }

  private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, PARTITIONS)
            .boxed()
            .collect(toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(latest).all().get().forEach((p, end) -> ends.put(p, end.offset()));
    return ends;
  }

  private void failOnceAt(String bad) {
    AtomicInteger failures = new AtomicInteger();
    counting.fault.set(key -> {
      if (key.equals(bad) && failures.incrementAndGet() == 1) {
        throw new InvalidTxnStateException("the transaction took too long");
      }
    });
  }

  @Test
  void shouldGoOnWithAnotherClientWhenTheStreamThreadFails() throws Exception {
    failOnceAt("bad");
    try (RunningApplication application = run(1)) {
      awaitWorking(application);
      KafkaStreams first = application.streams();

      write("bad", 2);

      awaitCounted(application, "bad", 2);
      awaitCommitted();
      awaitWorking(application);
      assertThat(application.streams()).isNotSameAs(first);
      assertThat(application.ending()).isEmpty();
    }
  }

  @Test
  void shouldReplaceTheThreadWhereAnotherGoesOn() throws Exception {
    failOnceAt("bad");
    try (RunningApplication application = run(2)) {
      awaitWorking(application);
      KafkaStreams first = application.streams();

      write("bad", 2);

      awaitCounted(application, "bad", 2);
      awaitCommitted();
      awaitWorking(application);
      assertThat(application.streams()).isSameAs(first);
      await()
          .atMost(PATIENCE)
          .until(() -> application.streams().metadataForLocalThreads().size() == 2);
    }
  }

  @Test
  void shouldEndAndNameTheRecordThatFailsEachTime() throws Exception {
    counting.fault.set(key -> {
      if (key.equals("bad")) {
        throw new IllegalStateException("a bug");
      }
    });
    try (RunningApplication application = run(1)) {
      awaitWorking(application);

      write("bad", 1);

      assertThat(application.awaitEnd(PATIENCE)).isTrue();
      RunningApplication.Ending ending = application.ending().orElseThrow();
      assertThat(ending.code()).isEqualTo(LogCode.RECORD_STOPS);
      assertThat(ending.cause()).contains(topic + "-0@0").contains("a bug");
      assertThat(ending.exitCode()).isEqualTo(StreamsRunner.FAILED);
      assertThat(application.condition()).isEqualTo(Condition.FAILED);
    }
  }

  @Test
  void shouldWaitForARegistryThatIsAwayThoughItIsTheSameRecordEachTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    counting.fault.set(key -> {
      if (asked.incrementAndGet() <= 4) {
        throw new RegistryException("no answer", new ConnectException("refused"));
      }
    });
    try (RunningApplication application = run(1)) {
      awaitWorking(application);

      write("x", 2);

      await().atMost(PATIENCE).until(() -> asked.get() > 1);
      assertThat(application.condition()).isNotIn(Condition.FAILED, Condition.MOVING);
      awaitCounted(application, "x", 2);
      awaitCommitted();
      awaitWorking(application);
    }
  }

  @Test
  void shouldGoOnWhenTheBrokersAreBack() throws Exception {
    try (RunningApplication application = run(1)) {
      awaitWorking(application);
      write("x", 2);
      awaitCounted(application, "x", 2);

      broker.close();
      await()
          .during(OUTAGE)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(application.isLive()).isTrue());
      broker = EmbeddedKafka.start(EmbeddedKafkaSettings.at(brokerDirectory));

      write("x", 2);
      awaitCounted(application, "x", 4);
      awaitCommitted();
      awaitWorking(application);
    }
  }

  @Test
  void shouldSayThatItIsBehindWhileItIsAtWhatWasAppendedLongAgo() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    counting.fault.set(key -> awaitQuietly(slow));
    try (RunningApplication application = run(1)) {
      awaitWorking(application);

      writeAt(System.currentTimeMillis() - 60_000, "old");

      await().atMost(PATIENCE).until(application::condition, Condition.BEHIND::equals);
      assertThat(application.isReady()).isFalse();
      assertThat(application.isLive()).isTrue();
      slow.countDown();
      awaitWorking(application);
    } finally {
      slow.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldSetDamagedStateAsideAndMakeItAgainFromTheLog() throws Exception {
    try (RunningApplication application = run(1)) {
      awaitWorking(application);
      write("x", 200);
      awaitCounted(application, "x", 200);
    }
    Path damaged = damage();

    try (RunningApplication application = run(1)) {
      awaitCounted(application, "x", 200);
      write("x", 2);
      awaitCounted(application, "x", 202);
      awaitCommitted();
      awaitWorking(application);

      Path aside = directory.resolve("state/" + topic + "-counting.aside");
      try (Stream<Path> kept = Files.walk(aside)) {
        assertThat(kept.map(Path::getFileName)).contains(damaged.getFileName());
      }
    }
  }

  /** Flips bytes in each table and manifest of the first task, as a bad disk does. */
  private Path damage() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory.resolve("state/" + topic + "-counting"))) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.getFileName().toString().matches(".*\\.sst|MANIFEST.*"))
              .toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        for (long at = 0; at < bytes.length(); at += 16) {
          bytes.seek(at);
          int was = bytes.read();
          bytes.seek(at);
          bytes.write(was ^ 0xff);
        }
      }
    }
    return files.getFirst();
  }

  @Test
  void shouldEndWithTheWayOutWhenTheStateDirectoryCannotBeUsed() throws Exception {
    Files.writeString(directory.resolve("state"), "no directory");

    try (RunningApplication application = run(1)) {
      assertThat(application.awaitEnd(PATIENCE)).isTrue();
      RunningApplication.Ending ending = application.ending().orElseThrow();
      assertThat(ending.code()).isEqualTo(LogCode.STATE_UNUSABLE);
      assertThat(ending.exitCode()).isEqualTo(StreamsRunner.UNFIT);
      assertThat(ending.cause()).contains("state.dir");
    }
  }
}
