package io.proofworks.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That it measures what it says: everything answered once, or it would throw. */
@Tag("nightly")
class FloodBenchmarkTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAnswerHonestRecordsAndGarbageOnceEach(boolean neighbour) throws Exception {
    FloodBenchmark.Report report = FloodBenchmark.run(directory, 5, 4, neighbour);

    assertThat(report.flooded().millis().values().stream().mapToInt(m -> m.size()).sum() * 99)
        .isEqualTo(report.flooded().pieces());
    assertThat(report.flooded().millis()).containsKeys("commit", "reveal", "request");
    assertThat(report.quiet().pieces()).isZero();
    assertThat(report.ratio()).isPositive();
  }
}
