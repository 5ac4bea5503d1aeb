package io.proofworks.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.testing.Tomorrow;
import io.proofworks.runtime.testing.TopologyFixture;
import org.junit.jupiter.api.Test;

/** Sharding goes on when another part of the market is a release ahead. */
final class WordsOfTomorrowTest {

  @Test
  void shouldGoOn() {
    try (TopologyFixture market = TopologyFixture.of(new ShardingApplication())) {
      assertThat(Tomorrow.read(market, 1_000)).isGreaterThan(30);
    }
  }
}
