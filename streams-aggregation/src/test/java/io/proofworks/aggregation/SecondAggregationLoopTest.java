package io.proofworks.aggregation;

import io.proofworks.runtime.testing.TopologyFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The same, in a market that is served beside the first one of its deployment. */
final class SecondAggregationLoopTest extends AggregationLoopTest {

  @BeforeAll
  static void begin() {
    TopologyFixture.beside(true);
  }

  @Override
  @Test
  @Disabled("what names a market that is not served is the first one's to answer")
  void shouldAnswerEachLieWithItsOwnReason() {}

  @AfterAll
  static void end() {
    TopologyFixture.beside(false);
  }
}
