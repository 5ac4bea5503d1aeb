package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.testing.Tomorrow;
import io.proofworks.runtime.testing.TopologyFixture;
import org.junit.jupiter.api.Test;

/** Views go on when another part of the market is a release ahead. */
final class WordsOfTomorrowTest {

  @Test
  void shouldShowOn() {
    try (TopologyFixture market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"))) {
      assertThat(Tomorrow.read(market, 1_000)).isGreaterThan(40);
    }
  }
}
