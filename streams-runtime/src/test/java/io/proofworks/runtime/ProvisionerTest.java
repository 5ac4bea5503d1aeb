package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.topics.TopicSpec;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Provisioning against a real broker: made as declared, and every drift is found and named. */
class ProvisionerTest {

  private static final int PARTITIONS = 2;

  @TempDir private static Path directory;
  private static EmbeddedKafka kafka;
  private static Admin admin;
  private static Provisioner provisioner;

  @BeforeAll
  static void provision() {
    kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory));
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    provisioner = new Provisioner(admin, PARTITIONS, (short) 1);
    assertThat(provisioner.check())
        .as("before anything is there")
        .hasSameSizeAs(Topics.specs(PARTITIONS, 1))
        .allMatch(finding -> finding.code() == Code.TOPIC_MISSING)
        .allMatch(finding -> finding.remedy().contains("--create --topic " + finding.topic()));
    assertThat(provisioner.create())
        .containsExactlyInAnyOrderElementsOf(
            Topics.specs(PARTITIONS, 1).stream().map(TopicSpec::name).toList());
  }

  @AfterAll
  static void close() {
    admin.close();
    kafka.close();
  }

  @Test
  void shouldFindNothingWrongWithWhatItMadeAndMakeNothingTwice() {
    assertThat(provisioner.create()).isEmpty();
    assertThat(provisioner.check()).isEmpty();
  }

  @Test
  void shouldNameEveryConfigThatWasChangedAndTheCommandThatMendsIt() throws Exception {
    requireFound("market.reveals", "message.timestamp.type", "CreateTime", Code.FORGEABLE_TIME);
    requireFound("market.commitments", "compression.type", "producer", Code.COMPRESSION);
    requireFound("market.verdicts", "cleanup.policy", "compact", Code.CLEANUP);
    requireFound("market.provers", "cleanup.policy", "delete", Code.CLEANUP);
    requireFound("market.reveals", "max.message.bytes", "40000000", Code.SIZE_LIMIT);
    requireFound("market.reveals", "retention.ms", "1000", Code.RETENTION);
  }

  @Test
  void shouldAllowAnOperatorToKeepRecordsForLonger() throws Exception {
    alter("market.reveals", "retention.ms", "-1", AlterConfigOp.OpType.SET);
    assertThat(provisioner.check()).isEmpty();
    mend("market.reveals", "retention.ms");
  }

  @Test
  void shouldNameATopicWithOtherPartitions() throws Exception {
    Provisioner others = new Provisioner(admin, PARTITIONS + 1, (short) 1);
    assertThat(others.check())
        .isNotEmpty()
        .allMatch(finding -> finding.code() == Code.WRONG_PARTITIONS)
        .allMatch(finding -> finding.remedy().contains("partitions=" + PARTITIONS));
    String letters = Topics.REVEALS.dlq();
    admin.createPartitions(Map.of(letters, NewPartitions.increaseTo(2))).all().get();
    await()
        .untilAsserted(() ->
            assertThat(provisioner.check()).extracting(Finding::topic).containsExactly(letters));
    admin.deleteTopics(List.of(letters)).all().get();
    await().until(() -> provisioner.create().equals(List.of(letters)));
  }

  @Test
  void shouldNameTopicsThatWouldLoseRecordsWithABroker() {
    assertThat(new Provisioner(admin, PARTITIONS, (short) 3).check())
        .hasSize(2 * Topics.specs(PARTITIONS, 3).size())
        .extracting(Finding::code)
        .containsOnly(Code.REPLICATION, Code.MIN_INSYNC);
  }

  private static void requireFound(String topic, String config, String value, Code code)
      throws Exception {
    alter(topic, config, value, AlterConfigOp.OpType.SET);
    await()
        .untilAsserted(() ->
            assertThat(provisioner.check())
                .singleElement()
                .satisfies(finding -> {
                  assertThat(finding.code()).isEqualTo(code);
                  assertThat(finding.topic()).isEqualTo(topic);
                  assertThat(finding.found()).isEqualTo(config + "=" + value);
                  assertThat(finding.remedy())
                      .contains("--entity-name " + topic)
                      .contains("--add-config " + config + "=");
                }));
    mend(topic, config);
  }

  /** As the remedy says; what the controller took reaches the broker a moment later. */
  private static void mend(String topic, String config) throws Exception {
    TopicSpec spec =
        Topics.specs(PARTITIONS, 1).stream()
            .filter(s -> s.name().equals(topic))
            .findFirst()
            .orElseThrow();
    alter(topic, config, spec.configs().get(config), AlterConfigOp.OpType.SET);
    await().until(() -> provisioner.check().isEmpty());
  }

  private static void alter(String topic, String config, String value, AlterConfigOp.OpType how)
      throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> change =
        Map.of(
            new ConfigResource(ConfigResource.Type.TOPIC, topic),
            List.of(new AlterConfigOp(new ConfigEntry(config, value), how)));
    admin.incrementalAlterConfigs(change).all().get();
  }
}
