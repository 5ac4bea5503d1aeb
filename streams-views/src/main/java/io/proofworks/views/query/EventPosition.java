package io.proofworks.views.query;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far a stream of events has been read: the next offset of each of its partitions. */
final class EventPosition {

  /** Digits that a long surely holds. */
  private static final int LONGEST_OFFSET = 18;

  private final Map<TopicPartition, Long> next;

  private EventPosition(Map<TopicPartition, Long> next) {
    this.next = next;
  }

  /**
   * Where the id of the last event that was seen says, or else where a stream begins.
   *
   * @param lastEventId offsets with dots between, in the order of the partitions
   * @param beginning where it begins without an id
   */
  static EventPosition of(
      @Nullable String lastEventId,
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> beginning) {
    Map<TopicPartition, Long> next = new LinkedHashMap<>();
    if (lastEventId == null) {
      partitions.forEach(partition -> next.put(partition, beginning.getOrDefault(partition, 0L)));
      return new EventPosition(next);
    }
    String[] offsets = lastEventId.split("\\.", -1);
    for (int i = 0; i < offsets.length; i++) {
      next.put(partitions.get(i), Long.parseLong(offsets[i]));
    }
    return new EventPosition(next);
  }

  /**
   * Checks the id of an event.
   *
   * @throws Problem bad-parameter, for an id of a stream of other topics
   */
  static void check(@Nullable String lastEventId, int partitions) {
    if (lastEventId == null) {
      return;
    }
    List<String> offsets = List.of(lastEventId.split("\\.", -1));
    if (offsets.size() != partitions || !offsets.stream().allMatch(EventPosition::isOffset)) {
      throw Problem.badParameter("Last-Event-ID is not of a stream of these topics");
    }
  }

  private static boolean isOffset(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_OFFSET
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  void pass(ConsumerRecord<byte[], byte[]> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /**
   * Goes on at another offset.
   *
   * @return the one that was next before
   */
  long leap(TopicPartition partition, long to) {
    Long before = next.put(partition, to);
    return before == null ? 0 : before;
  }

  Map<TopicPartition, Long> offsets() {
    return next;
  }

  String id() {
    return next.values().stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
