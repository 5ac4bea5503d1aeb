package io.proofworks.metrics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class EventPositionTest {

  private static final TopicPartition FIRST = new TopicPartition("market.verdicts", 0);
  private static final TopicPartition SECOND = new TopicPartition("market.verdicts", 1);
  private static final List<TopicPartition> PARTITIONS = List.of(FIRST, SECOND);

  @Test
  void shouldGoOnBehindTheLastEventThatWasSeen() {
    EventPosition position =
        EventPosition.of(null, PARTITIONS, () -> Map.of(FIRST, 7L, SECOND, 9L));
    position.pass(new ConsumerRecord<>("market.verdicts", 1, 12, new byte[0], new byte[0]));

    EventPosition again =
        EventPosition.of(
            position.id(),
            PARTITIONS,
            () -> {
              throw new AssertionError("it has a position");
            });

    assertThat(again.offsets()).isEqualTo(Map.of(FIRST, 7L, SECOND, 13L));
  }

  @Test
  void shouldRefuseAnIdOfOtherTopics() {
    for (String id : List.of("", "1", "1.2.3", "1.x", "-1.2", "1.2.", "9".repeat(19) + ".1")) {
      assertThatThrownBy(() -> EventPosition.check(id, 2)).as(id).isInstanceOf(Problem.class);
    }
    EventPosition.check("1.2", 2);
    EventPosition.check(null, 2);
  }
}
