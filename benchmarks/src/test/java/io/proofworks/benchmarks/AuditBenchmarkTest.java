package io.proofworks.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it measures what it says: what settlement's journals say is true, or it would throw. */
class AuditBenchmarkTest {

  @TempDir private Path directory;

  @Test
  void shouldAuditTheLogThatItMade() throws Exception {
    String said = AuditBenchmark.run(directory, 2_000, "256m");

    assertThat(said)
        .contains("records made in")
        .contains("live heap at most")
        .contains("WRONG_TASK");
  }
}
