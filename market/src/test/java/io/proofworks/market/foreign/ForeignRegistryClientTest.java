package io.proofworks.market.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of somebody else's, from npm. Skipped, saying so, where node or npm does not answer. */
class ForeignRegistryClientTest {
  @TempDir Path directory;

  @Test
  void shouldServeTheClientOfKafkajs() throws Exception {
    // given
    NodeScripts scripts = NodeScripts.install();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory));
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers()))) {
      // when
      NodeScripts.Outcome seen = scripts.run(60, "registry.js", registry.url());

      // then
      assertThat(seen.exit()).as(seen.output()).isZero();
      JsonNode answer = JsonMapper.builder().build().readTree(seen.output());
      assertThat(answer.path("latest")).isEqualTo(answer.path("id"));
      assertThat(answer.path("value").path("task").asText()).isEqualTo("t-1");
      assertThat(answer.path("value").path("price").asInt()).isEqualTo(42);
      assertThat(answer.path("header").asText())
          .isEqualTo("00%08x".formatted(answer.path("id").asInt()));
    }
  }
}
