package io.proofworks.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.testing.Tomorrow;
import io.proofworks.runtime.testing.TopologyFixture;
import org.junit.jupiter.api.Test;

/** Metrics go on when another part of the market is a release ahead. */
final class WordsOfTomorrowTest {

  @Test
  void shouldMeasureOn() {
    try (TopologyFixture market = TopologyFixture.of(new MetricsApplication())) {
      assertThat(Tomorrow.read(market, 1_000)).isGreaterThan(40);
    }
  }
}
