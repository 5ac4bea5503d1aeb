package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamsConfigsTest {

  private static final String INSTANCE_ID = "consumer.group.instance.id";

  private static final String TIMEOUT = "producer.transaction.timeout.ms";

  /** An application of which only the name counts. */
  private record Named(String name) implements StreamsApplication {

    @Override
    public Topology topology(AppContext context) {
      return new Topology();
    }
  }

  private static Object transactionTimeout(String application, AppSettings settings) {
    return StreamsConfigs.of(new Named(application), settings).get(TIMEOUT);
  }

  @Test
  void shouldLeaveTransactionsOpenForLongOnlyWhereAnotherProgramGivesVerdicts() {
    Map<String, String> said =
        new HashMap<>(Map.of("domain", TopologyFixture.DOMAIN, "partitions", "1"));
    AppSettings without = AppSettings.of(said);
    said.put("external.command", "node service.mjs");
    AppSettings with = AppSettings.of(said);

    assertThat(transactionTimeout("settlement", without)).isEqualTo(8_000);
    for (String name : new String[] {"sharding", "settlement", "aggregation"}) {
      assertThat(transactionTimeout(name, with)).as(name).isEqualTo(600_000);
    }
    for (String name : new String[] {"metrics", "views"}) {
      assertThat(transactionTimeout(name, with)).as(name).isEqualTo(8_000);
    }
  }

  private static Properties configOf(Map<String, String> more) {
    Map<String, String> said = new HashMap<>(Map.of("domain", TopologyFixture.DOMAIN));
    said.putAll(more);
    return StreamsConfigs.of(new Named("settlement"), AppSettings.of(said));
  }

  @Test
  void shouldMissTheDeadWithinSeconds() {
    Properties config = configOf(Map.of());

    assertThat(config.get("consumer.session.timeout.ms")).isEqualTo(6_000);
    assertThat(config.get("consumer.heartbeat.interval.ms")).isEqualTo(1_500);
    assertThat(config.get("num.standby.replicas")).isEqualTo(1);
    assertThat(config.get(TIMEOUT)).isEqualTo(8_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session.timeout.ms", "heartbeat.interval.ms", "max.poll.interval.ms",
        "transaction.timeout.ms", "linger.ms", "auto.offset.reset"
      })
  void shouldLetTheUserWinOverWhatWeSayOfAKindOfClient(String name) {
    Properties config = configOf(Map.of("kafka." + name, "77"));

    assertThat(config.get(name)).isEqualTo("77");
    assertThat(config).doesNotContainKeys("consumer." + name, "producer." + name);
  }

  @Test
  void shouldLetTransactionsOutlastTheUsersCommitInterval() {
    assertThat(configOf(Map.of("kafka.commit.interval.ms", "5000")).get(TIMEOUT)).isEqualTo(20_000);
    assertThat(configOf(Map.of("commit.interval.ms", "3000")).get(TIMEOUT)).isEqualTo(12_000);
  }

  @Test
  void shouldGiveAPlaceInTheGroupThatIsFoundAgainUnlessTheUserGaveOne(@TempDir Path state) {
    AppSettings settings =
        AppSettings.of(Map.of("domain", TopologyFixture.DOMAIN, "state.dir", state.toString()));
    Properties ours = StreamsConfigs.of(new Named("settlement"), settings);
    Properties again = StreamsConfigs.of(new Named("settlement"), settings);
    Properties theirs = configOf(Map.of("instance.id", "settlement-1"));

    StreamsConfigs.putInstanceId(ours, settings, reading("a"));
    StreamsConfigs.putInstanceId(again, settings, reading("a"));
    StreamsConfigs.putInstanceId(theirs, settings, reading("a"));

    assertThat(ours.get(INSTANCE_ID)).isNotNull().isEqualTo(again.get(INSTANCE_ID));
    assertThat(theirs.get(INSTANCE_ID)).asString().startsWith("settlement-1.");
  }

  /** Its partitions would come back without those of topics that it did not read before. */
  @Test
  void shouldTakeAnotherPlaceInTheGroupOnceItReadsOtherTopics(@TempDir Path state) {
    AppSettings settings =
        AppSettings.of(Map.of("domain", TopologyFixture.DOMAIN, "state.dir", state.toString()));
    Properties before = StreamsConfigs.of(new Named("settlement"), settings);
    Properties after = StreamsConfigs.of(new Named("settlement"), settings);
    Properties theirs = StreamsConfigs.of(new Named("settlement"), settings);
    theirs.put("group.instance.id", "theirs");

    StreamsConfigs.putInstanceId(before, settings, reading("a"));
    StreamsConfigs.putInstanceId(after, settings, reading("a", "b"));
    StreamsConfigs.putInstanceId(theirs, settings, reading("a"));

    assertThat(after.get(INSTANCE_ID)).isNotEqualTo(before.get(INSTANCE_ID));
    assertThat(theirs.get(INSTANCE_ID)).isNull();
    assertThat(theirs.get("group.instance.id")).isEqualTo("theirs");
  }

  private static Topology reading(String... topics) {
    return new Topology().addSource("from", topics);
  }

  @Test
  void shouldTellAnApplicationsSettingsByTheirUsers() {
    assertThat(new Named("aggregation").reads(Setting.SNARKPACK_CEREMONIES)).isTrue();
    assertThat(new Named("settlement").reads(Setting.SNARKPACK_CEREMONIES)).isFalse();
  }

  @Test
  void shouldNotStartTheProgramBeforeAnApplicationAsksForProofSystems() {
    AppSettings settings =
        AppSettings.of(
            Map.of("domain", TopologyFixture.DOMAIN, "external.command", "/no/such --thing"));

    AppContext context = AppContext.ofProcess(settings);

    assertThatThrownBy(context::verifiers)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("external.command");
  }
}
