package io.proofworks.market.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.market.doctor.StateDirectory;
import io.proofworks.operations.Condition;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.ProofSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator sees of a state directory that is full or cannot be written, on a small file
 * system in memory; skipped for who may not mount one.
 */
final class FullDiskEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "disk";

  /** With {@link #RECORDS} of them the stores have more than they keep in memory. */
  private static final String LARGE_KEY = "k".repeat(20_000);

  private static final int RECORDS = 2_500;

  @TempDir private Path directory;
  private Path state;

  @BeforeEach
  void mount() throws Exception {
    state = Files.createDirectories(directory.resolve("state"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", state.toString()) == 0,
        "this user may not mount a file system");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", state.toString());
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return -1;
    }
  }

  private RunningApplication run(EmbeddedKafka broker) {
    AppSettings settings =
        AppSettings.of(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "domain",
                "0x" + "d0".repeat(32),
                "state.dir",
                state.toString(),
                "replication.factor",
                "1",
                "standby.replicas",
                "0"));
    return StreamsRunner.start(
        new CountingApplication(TOPIC),
        new AppContext(
            settings,
            new MarketSerdes(new RegistryClient(settings.registry())),
            ProofSettings.of(VerifierRegistry.standard()),
            Meters.unread()));
  }

  private EmbeddedKafka broker() throws Exception {
    EmbeddedKafka broker =
        EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory.resolve("kafka")));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
    return broker;
  }

  private static void write(EmbeddedKafka broker) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        var unused = producer.send(new ProducerRecord<>(TOPIC, LARGE_KEY + i, new byte[1]));
      }
      producer.flush();
    }
  }

  /** To the last byte. */
  private void fill() throws IOException {
    byte[] some = new byte[4_096];
    try (OutputStream filler = Files.newOutputStream(state.resolve("filler"))) {
      while (true) {
        filler.write(some);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(state).getUsableSpace()).isLessThan(some.length);
    }
  }

  private static void requireEnded(RunningApplication application) {
    assertThat(application.awaitEnd(PATIENCE)).isTrue();
    RunningApplication.Ending ending = application.ending().orElseThrow();
    assertThat(ending.code()).as(ending.cause()).isEqualTo(LogCode.STATE_UNUSABLE);
    assertThat(ending.exitCode()).isEqualTo(StreamsRunner.UNFIT);
    assertThat(application.condition()).isEqualTo(Condition.FAILED);
    assertThat(application.isLive()).isFalse();
    assertThat(application.isReady()).isFalse();
  }

  private List<Finding.Code> findings() {
    return StateDirectory.examine(state).stream().map(Finding::code).toList();
  }

  @Test
  void shouldEndWithTheWayOutWhenTheDiskIsFullAndGoOnOnceThereIsRoom() throws Exception {
    try (EmbeddedKafka broker = broker()) {
      try (RunningApplication application = run(broker)) {
        await().atMost(PATIENCE).until(application::condition, Condition.WORKING::equals);
        fill();

        write(broker);

        requireEnded(application);
        assertThat(findings()).contains(Finding.Code.STATE_SPACE);
      }
      try (RunningApplication again = run(broker)) {
        requireEnded(again);
      }
      Files.delete(state.resolve("filler"));
      try (RunningApplication healed = run(broker)) {
        await().atMost(PATIENCE).until(healed::condition, Condition.WORKING::equals);
      }
    }
  }

  @Test
  void shouldEndWithTheWayOutWhenTheDirectoryIsReadOnly() throws Exception {
    assumeTrue(
        run("mount", "-o", "remount,ro", state.toString()) == 0, "it cannot be mounted read-only");
    try (EmbeddedKafka broker = broker();
        RunningApplication application = run(broker)) {
      requireEnded(application);
      assertThat(application.ending().orElseThrow().cause()).contains("state.dir");
      assertThat(findings()).contains(Finding.Code.STATE_DIRECTORY);
    }
  }
}
