package io.proofworks.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That batches settle meanwhile and every kind of answer is there to be asked for, or it throws.
 */
@Tag("nightly")
class QueryBenchmarkTest {

  @TempDir private Path directory;

  @Test
  void shouldFindSomethingToAskForOfEveryKind() {
    assertThatCode(() -> QueryBenchmark.run(directory, 20, 1)).doesNotThrowAnyException();
  }
}
