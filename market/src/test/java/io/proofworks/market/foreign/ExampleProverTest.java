package io.proofworks.market.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What the prover in JavaScript believes of verdicts; its own test says it, in its own language.
 */
class ExampleProverTest {

  private static final Path EXAMPLES =
      Path.of("..", "docs", "examples").toAbsolutePath().normalize();

  @Test
  void shouldGoByItsOwnBytesAndCheckedSignaturesAndByNoName() throws Exception {
    assumeThat(RunningProgram.answers("node", "-v")).as("node is not installed").isTrue();
    Process tests =
        new ProcessBuilder("node", "--test", "answers.test.mjs")
            .directory(EXAMPLES.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(tests.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tests.exitValue()).as(said).isZero();
    assertThat(said).containsPattern("pass [1-9]");
  }
}
