package io.proofworks.market.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of somebody else's, from npm. Skipped, saying so, where node or npm does not answer. */
class ForeignRegistryClientTest {
  private static final Path SCRIPTS = Path.of("src/test/js");

  @TempDir Path directory;

  @Test
  void shouldServeTheClientOfKafkajs() throws Exception {
    // given
    Path installed = install(Files.createDirectories(Path.of("target/js")));
    try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory));
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers()))) {
      // when
      Outcome seen = run(installed, 60, "node", "registry.js", registry.url());

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

  private static Path install(Path target) throws Exception {
    for (String file : new String[] {"package.json", "registry.js"}) {
      Files.copy(SCRIPTS.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    String[] npm = {
      "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"
    };
    Outcome outcome = run(target, 120, npm);
    assumeTrue(outcome.exit() == 0, "no foreign client, npm did not answer: " + outcome.output());
    return target;
  }

  private record Outcome(int exit, String output) {}

  private static Outcome run(Path in, int seconds, String... command) throws Exception {
    Path output = Files.createTempFile(in.toAbsolutePath(), "output", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException missing) {
      return new Outcome(127, command[0] + " is not installed");
    } finally {
      Files.delete(output);
    }
  }
}
