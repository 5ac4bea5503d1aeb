package io.proofworks.views.answers;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.views.shape.TopicRecord;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What partitions count adds up. */
final class MarketTest {

  private static Market some(long tasks) {
    return new Market(
        new TopicRecord("{\"version\":" + tasks + "}"),
        Map.of("OPEN", tasks),
        Map.of("SETTLED", 10 * tasks),
        Map.of("STALE", 100 * tasks, "R" + tasks, 1L),
        new Market.Provers(tasks, tasks, 0, 4 * tasks, 2));
  }

  @Test
  void shouldAddUpWhatPartitionsCountAndTakeThePolicyOfOne() {
    Market sum = Stream.of(some(2), some(3)).reduce(Market.NONE, Market::plus);

    assertThat(sum)
        .isEqualTo(
            new Market(
                new TopicRecord("{\"version\":2}"),
                Map.of("OPEN", 5L),
                Map.of("SETTLED", 50L),
                Map.of("STALE", 500L, "R2", 1L, "R3", 1L),
                new Market.Provers(5, 5, 0, 20, 4)));
  }
}
