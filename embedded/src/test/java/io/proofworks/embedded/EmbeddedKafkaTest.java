package io.proofworks.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proofworks.embedded.EmbeddedStartException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path directory;

  @Test
  void shouldServeClientsSoonAfterStartOnLoopbackOnly() throws Exception {
    // when
    try (EmbeddedKafka kafka = start()) {
      // then
      assertThat(kafka.startedIn()).isLessThan(Duration.ofSeconds(60));
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
      assertThat(features(kafka).finalizedFeatures().get("transaction.version").maxVersionLevel())
          .isEqualTo((short) 2);
    }
  }

  @Test
  void shouldGoOnWithItsDataAndPortAfterAStop() throws Exception {
    // given
    int port;
    try (EmbeddedKafka kafka = start()) {
      port = kafka.port();
      KafkaClients.createTopic(kafka.bootstrapServers(), "kept");
      KafkaClients.write(kafka.bootstrapServers(), "kept", "one", "two");
    }

    // when
    try (EmbeddedKafka again = start()) {
      // then
      assertThat(again.port()).isEqualTo(port);
      assertThat(KafkaClients.read(again.bootstrapServers(), "kept")).containsExactly("one", "two");
    }
  }

  @Test
  void shouldMoveToAnotherPortWhenTheRememberedOneIsTaken() throws Exception {
    // given
    int port;
    try (EmbeddedKafka kafka = start()) {
      port = kafka.port();
      KafkaClients.createTopic(kafka.bootstrapServers(), "kept");
      KafkaClients.write(kafka.bootstrapServers(), "kept", "one");
    }

    // when
    try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EmbeddedKafka again = start()) {
      // then
      assertThat(again.port()).isNotEqualTo(squatter.getLocalPort());
      assertThat(KafkaClients.read(again.bootstrapServers(), "kept")).containsExactly("one");
    }
  }

  @Test
  void shouldRefuseASecondInstanceAndLeaveTheFirstOneLocked() {
    try (EmbeddedKafka first = start()) {
      // when
      EmbeddedStartException refusal = refusal(settings());
      EmbeddedStartException second = refusal(settings());

      // then
      assertThat(refusal.reason()).isEqualTo(Reason.DIRECTORY_IN_USE);
      assertThat(refusal)
          .hasMessageContaining(directory.getFileName().toString())
          .hasMessageContaining("in use")
          .hasMessageContaining("--data-dir");
      assertThat(second.reason()).isEqualTo(Reason.DIRECTORY_IN_USE);
      assertThat(first.port()).isPositive();
    }
  }

  @Test
  void shouldNameTheProcessThatUsesTheDirectoryAndKeepWhatItAcknowledgedWhenItIsKilled()
      throws Exception {
    // given
    int acknowledged = 300;
    try (ChildBroker child = ChildBroker.on(directory)) {
      child.awaitAcknowledged(acknowledged);

      // when
      EmbeddedStartException refusal = refusal(settings());
      child.kill();

      // then
      assertThat(refusal.reason()).isEqualTo(Reason.DIRECTORY_IN_USE);
      assertThat(refusal).hasMessageContaining("process " + child.pid());
    }
    try (EmbeddedKafka recovered = start()) {
      List<String> survived = KafkaClients.read(recovered.bootstrapServers(), ChildBroker.TOPIC);
      assertThat(survived).hasSizeGreaterThan(acknowledged);
      assertThat(survived)
          .containsExactlyElementsOf(
              IntStream.range(0, survived.size()).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void shouldEndATransactionThatWasOpenWhenItWasKilled() throws Exception {
    // given
    try (ChildBroker child = ChildBroker.on(directory)) {
      child.awaitAcknowledged(0);
      child.kill();
    }

    // when
    try (EmbeddedKafka recovered = start()) {
      KafkaClients.write(recovered.bootstrapServers(), ChildBroker.IN_TRANSACTION, "after");

      // then
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> committed(recovered).equals(List.of("after")));
    }
  }

  @Test
  void shouldSayThatAnAskedPortIsTaken() throws Exception {
    // given
    try (ServerSocket squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // when
      EmbeddedStartException refusal = refusal(settings().withPort(squatter.getLocalPort()));

      // then
      assertThat(refusal.reason()).isEqualTo(Reason.PORT_TAKEN);
      assertThat(refusal).hasMessageContaining("Port " + squatter.getLocalPort());
    }
    start().close();
  }

  @Test
  void shouldNotTouchADirectoryThatIsNotKafkas() throws Exception {
    // given
    Path theirs = Files.createDirectories(directory.resolve("log")).resolve("diary.txt");
    Files.writeString(theirs, "mine");

    // when
    EmbeddedStartException refusal = refusal(settings());

    // then
    assertThat(refusal.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE);
    assertThat(refusal).hasMessageContaining("not a Kafka log directory");
    assertThat(theirs).hasContent("mine");
  }

  @Test
  void shouldSayThatADirectoryCannotBeMade() throws Exception {
    // given
    Path file = Files.writeString(directory.resolve("file"), "in the way");

    // when
    EmbeddedStartException refusal = refusal(EmbeddedKafkaSettings.at(file.resolve("below")));

    // then
    assertThat(refusal.reason()).isEqualTo(Reason.DIRECTORY_UNUSABLE);
  }

  @Test
  void shouldFormatAgainWhatAKillLeftHalfFormatted() throws Exception {
    // given
    Path half = Files.createDirectories(directory.resolve("log.formatting"));
    Files.writeString(half.resolve("bootstrap.checkpoint"), "half");

    // when
    try (EmbeddedKafka kafka = start()) {
      // then
      assertThat(kafka.port()).isPositive();
      assertThat(half).doesNotExist();
    }
  }

  @Test
  void shouldExplainASettingThatKafkaRefuses() {
    // when
    EmbeddedStartException refusal =
        refusal(settings().withOverrides(Map.of("num.io.threads", "none")));

    // then
    assertThat(refusal.reason()).isEqualTo(Reason.KAFKA_FAILED);
    assertThat(refusal).hasMessageContaining("num.io.threads");
  }

  private EmbeddedKafkaSettings settings() {
    return EmbeddedKafkaSettings.at(directory);
  }

  private EmbeddedKafka start() {
    return EmbeddedKafka.start(settings());
  }

  private static EmbeddedStartException refusal(EmbeddedKafkaSettings settings) {
    return catchThrowableOfType(
        EmbeddedStartException.class, () -> EmbeddedKafka.start(settings).close());
  }

  private static List<String> committed(EmbeddedKafka kafka) {
    return KafkaClients.readCommitted(kafka.bootstrapServers(), ChildBroker.IN_TRANSACTION);
  }

  private static FeatureMetadata features(EmbeddedKafka kafka) throws Exception {
    try (Admin admin =
        Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin.describeFeatures().featureMetadata().get();
    }
  }
}
