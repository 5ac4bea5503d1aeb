package io.proofworks.market.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Policy;
import io.proofworks.market.doctor.Cosigning.Heard;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Grant;
import io.proofworks.topics.TrustedRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RulesTest {

  private static final long NOW = 1_000_000;

  private static List<Code> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }

  @Test
  void shouldFindThatNoTickComes() {
    assertThat(codes(Rules.time(OptionalLong.empty(), NOW))).containsExactly(Code.TICKER_SILENT);
    assertThat(codes(Rules.time(OptionalLong.of(NOW - 10_001), NOW)))
        .containsExactly(Code.TICKER_SILENT);
    assertThat(Rules.time(OptionalLong.of(NOW - 10_000), NOW)).isEmpty();
  }

  @Test
  void shouldFindAPolicyThatNamesNoTickKey() {
    TrustedRecords.trust();
    Policy unkeyed = DefaultPolicy.of(Hash32.ZERO, List.of(), 1);
    Policy keyed = Policy.newBuilder(unkeyed).setTickKey(Hash32.ZERO.hex()).build();

    assertThat(codes(Rules.policy(Optional.of(unkeyed)))).containsExactly(Code.TICKS_UNKEYED);
    assertThat(Rules.policy(Optional.of(keyed))).isEmpty();
    assertThat(Rules.policy(Optional.empty())).isEmpty();
  }

  @Test
  void shouldFindThatNamedWitnessesAreSilent() {
    long old = 1_000_000 - Rules.WITNESS_SILENCE.toMillis();
    long tooOld = old - 1;

    assertThat(codes(heard(Map.of()))).containsExactly(Code.WITNESSES_SILENT);
    assertThat(codes(heard(Map.of("w.example", new Heard(5, NOW)))))
        .containsExactly(Code.WITNESSES_SILENT);
    assertThat(
            codes(heard(Map.of("w.example", new Heard(5, NOW), "v.example", new Heard(5, tooOld)))))
        .containsExactly(Code.WITNESSES_SILENT);
    assertThat(heard(Map.of("w.example", new Heard(5, NOW), "v.example", new Heard(5, old))))
        .isEmpty();
    assertThat(witnesses(Map.of(), Map.of())).hasSize(1);
    assertThat(Rules.witnesses(new Cosigning(Witnesses.NONE, Map.of(), Map.of("task-0", 5L)), NOW))
        .isEmpty();
  }

  @Test
  void shouldFindThatAWitnessOnlyRepeatsItself() {
    Map<String, Heard> both =
        Map.of("w.example", new Heard(5, NOW), "v.example", new Heard(4, NOW));

    assertThat(witnesses(Map.of("task-0", both), Map.of("task-0", 4L))).isEmpty();
    assertThat(codes(witnesses(Map.of("task-0", both), Map.of("task-0", 5L))))
        .containsExactly(Code.WITNESSES_SILENT);
  }

  @Test
  void shouldFindAJournalThatNobodyEverCosigned() {
    Map<String, Heard> both =
        Map.of("w.example", new Heard(5, NOW), "v.example", new Heard(5, NOW));

    List<Finding> findings =
        witnesses(Map.of("task-0", both), Map.of("task-0", 5L, "account-0", 1L));

    assertThat(codes(findings)).containsExactly(Code.WITNESSES_SILENT);
    assertThat(findings.getFirst().found()).contains("account-0");
  }

  private static List<Finding> heard(Map<String, Heard> newest) {
    return witnesses(Map.of("task-0", newest), Map.of());
  }

  private static List<Finding> witnesses(
      Map<String, Map<String, Heard>> newest, Map<String, Long> due) {
    WitnessKey one = WitnessKey.of("w.example", new byte[32]);
    byte[] seed = new byte[32];
    seed[0] = 1;
    WitnessKey other = WitnessKey.of("v.example", seed);
    return Rules.witnesses(new Cosigning(new Witnesses(2, List.of(one, other)), newest, due), NOW);
  }

  @Test
  void shouldFindThatThisClockIsBehind() {
    assertThat(codes(Rules.time(OptionalLong.of(NOW + 2_001), NOW)))
        .containsExactly(Code.CLOCK_SKEW);
    assertThat(Rules.time(OptionalLong.of(NOW + 2_000), NOW)).isEmpty();
  }

  @Test
  void shouldFindInternalTopicsThatRefuseRecordsFromAheadAndNameTheCommand() {
    List<Finding> findings =
        Rules.internalTopics(
            Map.of("p-a-changelog", "3600000", "p-b-changelog", Long.toString(Long.MAX_VALUE)));

    assertThat(codes(findings)).containsExactly(Code.INTERNAL_TOPIC_TIME);
    assertThat(findings.getFirst().remedy())
        .contains("--entity-name p-a-changelog")
        .contains("message.timestamp.after.max.ms=9223372036854775807");
  }

  @Test
  void shouldFindApplicationsWithoutAMember() {
    List<Finding> findings =
        Rules.applications(Map.of("proofworks-settlement", 0, "proofworks-metrics", 2));

    assertThat(codes(findings)).containsExactly(Code.APPLICATION_AWAY);
    assertThat(findings.getFirst().remedy()).startsWith("proofworks run settlement ");
  }

  @Test
  void shouldFindBrokersThatSpeakWhatIsTooOld() {
    assertThat(codes(Rules.metadata(25))).containsExactly(Code.OLD_METADATA);
    assertThat(Rules.metadata(26)).isEmpty();
  }

  @Test
  void shouldFindGrantsThatAreNotInForceOrMoreThanThese() {
    List<AclBinding> all =
        Grant.all("proofworks").stream().flatMap(g -> g.bindings().stream()).toList();
    List<AclBinding> more = new ArrayList<>(all);
    more.add(
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, "market.verdicts", PatternType.LITERAL),
            new AccessControlEntry(
                "User:ticker", "*", AclOperation.WRITE, AclPermissionType.ALLOW)));

    assertThat(Rules.grants("proofworks", all)).isEmpty();
    assertThat(codes(Rules.grants("proofworks", all.subList(1, all.size()))))
        .containsExactly(Code.GRANTS_MISSING);
    assertThat(codes(Rules.grants("proofworks", more))).containsExactly(Code.GRANTS_BEYOND);
  }

  @Test
  void shouldFindAStateDirectoryThatCannotBeOne(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(codes(StateDirectory.examine(file))).containsExactly(Code.STATE_DIRECTORY);
    assertThat(codes(StateDirectory.examine(file.resolve("below"))))
        .containsExactly(Code.STATE_DIRECTORY);
    Path notYetThere = directory.resolve("not/yet/there");
    assertThat(codes(StateDirectory.examine(notYetThere, directory)))
        .doesNotContain(Code.STATE_DIRECTORY)
        .contains(Code.STATE_VOLATILE);
    assertThat(codes(StateDirectory.examine(notYetThere, directory.resolve("temporary"))))
        .doesNotContain(Code.STATE_DIRECTORY, Code.STATE_VOLATILE);
  }

  @Test
  void shouldFindBrokersThatMayLoseRecordsOrMakeTopics() {
    Map<String, String> sound =
        Map.of("unclean.leader.election.enable", "false", "auto.create.topics.enable", "false");
    Map<String, String> loose =
        Map.of("unclean.leader.election.enable", "true", "auto.create.topics.enable", "true");

    List<Finding> findings = Rules.brokers(Map.of("1", sound, "2", loose));

    assertThat(codes(findings)).containsExactly(Code.UNCLEAN_ELECTION, Code.AUTO_CREATED_TOPICS);
    assertThat(findings).allMatch(finding -> finding.found().startsWith("broker 2: "));
  }

  @Test
  void shouldFindBrokersThatEndTransactionsBeforeAnotherProgramHasAnswered() {
    List<Finding> findings =
        Rules.transactions(
            Map.of(
                "1", Map.of("transaction.max.timeout.ms", "600000"),
                "2", Map.of("transaction.max.timeout.ms", "599999"),
                "3", Map.of()));

    assertThat(codes(findings)).containsExactly(Code.SHORT_TRANSACTIONS, Code.SHORT_TRANSACTIONS);
    assertThat(findings.stream().map(Finding::found))
        .containsExactlyInAnyOrder(
            "broker 2: transaction.max.timeout.ms=599999",
            "broker 3: transaction.max.timeout.ms=unknown");
  }

  @Test
  void shouldFindALogWithoutItsBeginningAndReadersBehindIt() {
    TopicPartition stakes = new TopicPartition("market.stakes", 1);
    TopicPartition reveals = new TopicPartition("market.reveals", 0);
    Map<TopicPartition, Long> begins = Map.of(stakes, 1L, reveals, 3_001L);

    assertThat(codes(Rules.beginnings(begins, Map.of("settlement", Map.of(reveals, 3_001L)))))
        .as("reveals are not kept for ever")
        .containsExactly(Code.LOG_CUT);
    assertThat(codes(Rules.beginnings(begins, Map.of("settlement", Map.of(reveals, 3_000L)))))
        .containsExactly(Code.LOG_CUT, Code.INPUT_LOST);
    assertThat(Rules.beginnings(Map.of(stakes, 0L), Map.of("settlement", Map.of(stakes, 0L))))
        .isEmpty();
  }
}
