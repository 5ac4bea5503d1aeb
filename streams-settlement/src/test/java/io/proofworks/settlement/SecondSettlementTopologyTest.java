package io.proofworks.settlement;

import io.proofworks.runtime.testing.TopologyFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same, in a market that is served beside the first one of its deployment. */
final class SecondSettlementTopologyTest extends SettlementTopologyTest {

  @BeforeAll
  static void begin() {
    TopologyFixture.beside(true);
  }

  @AfterAll
  static void end() {
    TopologyFixture.beside(false);
  }
}
