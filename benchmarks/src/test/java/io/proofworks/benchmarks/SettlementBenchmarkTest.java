package io.proofworks.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That it measures what it says: every record answered once and accepted, or it would throw. */
@Tag("nightly")
class SettlementBenchmarkTest {

  @TempDir private Path directory;

  @Test
  void shouldAnswerEveryRecordOfTheLoad() throws Exception {
    SettlementBenchmark.Report report = SettlementBenchmark.run(directory, 20, 1, 2, true);

    assertThat(report.records()).isEqualTo(80);
    assertThat(report.settlement()).hasSize(1).allMatch(pace -> pace.perSecond() > 0);
    assertThat(report.bare()).hasSize(1).allMatch(pace -> pace.perSecond() > 0);
    assertThat(report.text()).contains("ratio");
  }
}
