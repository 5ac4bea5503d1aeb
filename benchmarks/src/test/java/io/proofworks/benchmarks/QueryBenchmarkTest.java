package io.proofworks.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it measures what it says: answers of every kind while batches settle. */
@Tag("nightly")
class QueryBenchmarkTest {

  @TempDir private Path directory;

  @Test
  void shouldMeasureAnswersWhileBatchesSettle() throws Exception {
    QueryBenchmark.Report report = QueryBenchmark.run(directory, 20, 1);

    assertThat(report.settled()).isPositive();
    assertThat(report.kinds()).isEqualTo(14);
    assertThat(report.idle().answers().unanswered()).isZero();
    assertThat(report.settling().answers().unanswered()).isZero();
    assertThat(report.text()).contains("ratio of the medians");
  }
}
