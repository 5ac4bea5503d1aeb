package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

final class StreamsConfigsTest {

  private static final String TIMEOUT = "producer.transaction.timeout.ms";

  /** An application of which only the name counts. */
  private record Named(String name) implements StreamsApplication {

    @Override
    public Topology topology(AppContext context) {
      return new Topology();
    }
  }

  private static Object transactionTimeout(String application, AppSettings settings) {
    return StreamsConfigs.of(new Named(application), settings)
        .getOrDefault(TIMEOUT, "Kafka Streams' own");
  }

  @Test
  void shouldLeaveTransactionsOpenForLongOnlyWhereAnotherProgramGivesVerdicts() {
    Map<String, String> said =
        new HashMap<>(Map.of("domain", TopologyFixture.DOMAIN, "partitions", "1"));
    AppSettings without = AppSettings.of(said);
    said.put("external.command", "node service.mjs");
    AppSettings with = AppSettings.of(said);

    assertThat(transactionTimeout("settlement", without)).isEqualTo("Kafka Streams' own");
    for (String name : new String[] {"sharding", "settlement", "aggregation"}) {
      assertThat(transactionTimeout(name, with)).as(name).isEqualTo(600_000);
    }
    for (String name : new String[] {"metrics", "views"}) {
      assertThat(transactionTimeout(name, with)).as(name).isEqualTo("Kafka Streams' own");
    }
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
