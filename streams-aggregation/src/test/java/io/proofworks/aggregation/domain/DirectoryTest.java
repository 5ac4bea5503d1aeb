package io.proofworks.aggregation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DirectoryTest {

  private static Aggregator aggregator(String id, long free, long heartbeat, boolean draining) {
    Aggregator.Pulse pulse = Aggregator.Pulse.of(heartbeat, 1, 1, draining);
    return new Aggregator(id, new byte[32], 10_000, true, free, 0, 0, pulse);
  }

  private static Directory of(String... ids) {
    Directory directory = Directory.EMPTY;
    for (String id : ids) {
      directory = directory.with(aggregator(id, 100, 1_000, false));
    }
    return directory;
  }

  @Test
  void shouldGiveEveryAggregatorItsTurn() {
    Directory directory = of("a", "b", "c");
    List<String> turns = new ArrayList<>();

    for (int job = 0; job < 6; job++) {
      String next = directory.next(List.of(), any -> true).orElseThrow().id();
      turns.add(next);
      directory = directory.issuedTo(next);
    }

    assertThat(turns).containsExactly("a", "b", "c", "a", "b", "c");
  }

  @Test
  void shouldPassOverAPreviousHolderWhileOthersExist() {
    assertThat(of("a", "b").next(List.of("a"), any -> true).orElseThrow().id()).isEqualTo("b");
    assertThat(of("a").next(List.of("a"), any -> true).orElseThrow().id()).isEqualTo("a");
  }

  @Test
  void shouldKeepItsTurnWhenItsStandingChanges() {
    Directory directory = of("a", "b").issuedTo("a").with(aggregator("a", 50, 2_000, false));

    assertThat(directory.next(List.of(), any -> true).orElseThrow().id()).isEqualTo("b");
  }

  /** Whoever comes anew, or again under another name, waits for those who are there. */
  @Test
  void shouldLetANewcomerWaitForItsTurn() {
    Directory directory =
        of("b", "c").issuedTo("b").issuedTo("c").with(aggregator("a", 100, 1_000, false));

    assertThat(directory.next(List.of(), any -> true).orElseThrow().id()).isEqualTo("b");
    assertThat(directory.issuedTo("b").next(List.of(), any -> true).orElseThrow().id())
        .isEqualTo("a");
  }

  @Test
  void shouldLeaseOnlyToWhoIsThereAndCanPay() {
    Want want = new Want("b", 0, 1, List.of(), List.of(), List.of(), null, 0, 100, 500);
    assertThat(aggregator("a", 100, 1_000, false).mayTake(want, 1_499)).isTrue();
    assertThat(aggregator("a", 100, 1_000, false).mayTake(want, 1_500)).isFalse();
    assertThat(aggregator("a", 99, 1_000, false).mayTake(want, 1_001)).isFalse();
    assertThat(aggregator("a", 100, 1_000, true).mayTake(want, 1_001)).isFalse();
    assertThat(aggregator("a", 100, 0, false).mayTake(want, 1_001)).isFalse();
  }

  @Test
  void shouldEndASessionAtItsExpiryAndNotBefore() {
    assertThat(aggregator("a", 100, 1, false).isRegisteredAt(9_999)).isTrue();
    assertThat(aggregator("a", 100, 1, false).isRegisteredAt(10_000)).isFalse();
  }
}
