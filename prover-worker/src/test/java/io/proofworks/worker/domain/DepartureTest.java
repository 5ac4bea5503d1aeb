package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a worker is given until the market has heard that it leaves is its to do. */
class DepartureTest {

  private static final long NOW = 1_000_000;
  private static final long PATIENCE = 60_000;

  private final Departure departure = new Departure(PATIENCE);

  @Test
  void shouldTellTheMarketBeforeItEnds() {
    departure.ask(NOW);

    assertThat(departure.isOver(NOW + 10_000, false, true)).isFalse();
  }

  @Test
  void shouldGoOnUntilTheMarketHasHeard() {
    departure.ask(NOW);
    departure.tell(NOW + 20);
    departure.tell(NOW + 2_000);

    assertThat(departure.isOver(NOW + 3_019, false, true)).isFalse();
    assertThat(departure.isOver(NOW + 3_020, false, true)).isTrue();
  }

  @Test
  void shouldDoWhatItWasGivenMeanwhile() {
    departure.ask(NOW);
    departure.tell(NOW);

    assertThat(departure.isOver(NOW + 30_000, true, true)).isFalse();
    assertThat(departure.isOver(NOW + 30_001, false, true)).isTrue();
  }

  @Test
  void shouldEndAtOnceWhenNobodyGivesItAnything() {
    departure.ask(NOW);

    assertThat(departure.isOver(NOW, false, false)).isTrue();
    assertThat(departure.isOver(NOW, true, false)).isFalse();
  }

  @Test
  void shouldEndWhenItsPatienceIsOver() {
    departure.ask(NOW);
    departure.ask(NOW + 50_000);

    assertThat(departure.isOver(NOW + PATIENCE - 1, true, true)).isFalse();
    assertThat(departure.isOver(NOW + PATIENCE, true, true)).isTrue();
  }
}
