package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class EventPositionTest {

  private static final TopicPartition FIRST = new TopicPartition("market.verdicts", 0);
  private static final TopicPartition SECOND = new TopicPartition("market.verdicts", 1);
  private static final List<TopicPartition> PARTITIONS = List.of(FIRST, SECOND);

  @Test
  void shouldGoOnBehindTheLastEventThatWasSeen() {
    EventPosition position = EventPosition.of(null, PARTITIONS, Map.of(FIRST, 7L, SECOND, 9L));
    position.pass(new ConsumerRecord<>("market.verdicts", 1, 12, new byte[0], new byte[0]));

    EventPosition again =
        EventPosition.of(position.id(), PARTITIONS, Map.of(FIRST, 8L, SECOND, 10L));

    assertThat(again.offsets()).isEqualTo(Map.of(FIRST, 7L, SECOND, 13L));
  }

  @Test
  void shouldTakeATopicThatIsNamedTwiceOnceAndEveryIdThatItGave() {
    for (String names :
        List.of(
            "market.verdicts,market.verdicts",
            "market.verdicts,market.tasks,market.verdicts",
            "market.tasks,market.tasks,market.tasks,market.verdicts")) {
      List<Topic<?>> topics =
          EventStreams.topics(Parameters.parse("topics=" + names, List.of("topics")));
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(
                  topic -> IntStream.range(0, 4).mapToObj(p -> new TopicPartition(topic.name(), p)))
              .toList();
      EventPosition position = EventPosition.of(null, partitions, Map.of());

      assertThat(topics).doesNotHaveDuplicates();
      for (int offset = 0; offset < 100; offset++) {
        TopicPartition at = partitions.get(offset % partitions.size());
        position.pass(
            new ConsumerRecord<>(at.topic(), at.partition(), offset, new byte[0], new byte[0]));
        EventPosition.check(position.id(), partitions.size());
        assertThat(EventPosition.of(position.id(), partitions, Map.of()).offsets())
            .isEqualTo(position.offsets());
      }
    }
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
