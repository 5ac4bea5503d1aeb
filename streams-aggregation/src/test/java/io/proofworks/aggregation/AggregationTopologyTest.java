package io.proofworks.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class AggregationTopologyTest {

  private static final Path GOLDEN = Path.of("src/test/resources/aggregation-topology.txt");

  @Test
  void shouldBeTheTopologyThatWasReviewed() throws IOException {
    AppContext app =
        new AppContext(
            TopologyFixture.settings(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard());

    String described =
        AggregationTopology.build(app, (id, systems) -> Optional.empty()).describe().toString();

    assertThat(described.replaceAll("\\$\\$Lambda[^)]*", "").strip())
        .isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8).strip());
  }

  /** Leases run from the broker's time of what was read back, not from the decision's. */
  @Test
  void shouldLetBrokersStampInternalTopics() {
    Properties config =
        StreamsConfigs.of(
            new AggregationApplication((id, systems) -> Optional.empty()),
            TopologyFixture.settings());

    assertThat(config).containsEntry("topic.message.timestamp.type", "LogAppendTime");
  }
}
