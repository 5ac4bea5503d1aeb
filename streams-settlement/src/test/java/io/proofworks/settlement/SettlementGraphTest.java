package io.proofworks.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class SettlementGraphTest {

  @Test
  void shouldBeTheGraphThatRunsInProduction() throws IOException {
    AppContext context =
        new AppContext(
            TopologyFixture.settings(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard());
    String graph = new SettlementApplication().topology(context).describe().toString();
    assertThat(graph.replaceAll("Lambda[^)]*", "Lambda").strip()).isEqualTo(golden());
  }

  @Test
  void shouldNotLetIdleInternalTopicsStallATask() {
    assertThat(new SettlementApplication().extraConfig())
        .containsEntry(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
  }

  private static String golden() throws IOException {
    try (InputStream file =
        SettlementGraphTest.class.getResourceAsStream("/settlement-topology.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
