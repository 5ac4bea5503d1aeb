package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void shouldGiveNoMoreThanThereAreUntilOneIsGivenBack() {
    Places places = new Places(2);
    assertThat(places.tryTake()).isTrue();
    assertThat(places.tryTake()).isTrue();

    assertThat(places.tryTake()).isFalse();
    assertThat(places.taken()).isEqualTo(2);

    places.leave();
    assertThat(places.tryTake()).isTrue();
  }

  /** A bond is worth more than what is promised to others. */
  @Test
  void shouldHaveRoomForWhatABondHangsOn() {
    Places places = new Places(1);
    places.take();
    places.take();
    places.leave();

    assertThat(places.taken()).isEqualTo(1);
    assertThat(places.tryTake()).isFalse();
  }

  @Test
  void shouldGiveEachOfThemOnceHoweverManyAsk() throws InterruptedException {
    Places places = new Places(50);
    AtomicInteger given = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      IntStream.range(0, 8)
          .forEach(i ->
              threads.execute(() ->
                  IntStream.range(0, 1_000)
                      .filter(n -> places.tryTake())
                      .forEach(n -> given.incrementAndGet())));
    }

    assertThat(given).hasValue(50);
  }

  @Test
  void shouldHaveOneAtLeast() {
    assertThatThrownBy(() -> new Places(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
