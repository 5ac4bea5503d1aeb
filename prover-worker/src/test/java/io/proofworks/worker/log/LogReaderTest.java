package io.proofworks.worker.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryException;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a reader says when records are gone, or cannot be understood yet. */
class LogReaderTest {

  private static final String TOPIC = Topics.TASKS.name();
  private static final TopicPartition ZERO = new TopicPartition(TOPIC, 0);
  private static final TopicPartition ONE = new TopicPartition(TOPIC, 1);
  private static final Duration AT_ONCE = Duration.ZERO;

  /** Away when it is told to be. */
  private static final class Registry implements SchemaRegistry {
    private boolean away;

    @Override
    public int find(String subject, Schema schema) {
      return 1;
    }

    @Override
    public Schema byId(int id) {
      if (away) {
        throw new RegistryException("away");
      }
      return Topics.TASKS.schema();
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  /** Knows where a time begins. */
  private static final class Timed extends MockConsumer<String, byte[]> {
    private final Map<TopicPartition, OffsetAndTimestamp> firstOf = new HashMap<>();

    private Timed() {
      super("none");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach((partition, time) -> {
        OffsetAndTimestamp first = firstOf.get(partition);
        found.put(partition, first == null || first.timestamp() < time ? null : first);
      });
      return found;
    }
  }

  private final Registry registry = new Registry();
  private final MarketSerdes serdes = new MarketSerdes(registry);
  private final Timed consumer = new Timed();
  private final List<String> read = new ArrayList<>();
  private final List<LogReader.Gap> gaps = new ArrayList<>();

  private LogReader reader() {
    return reader(topics -> topics);
  }

  private LogReader reader(UnaryOperator<LogReader.Builder> more) {
    List<PartitionInfo> partitions = new ArrayList<>();
    for (TopicPartition p : List.of(ZERO, ONE)) {
      Node[] nodes = {Node.noNode()};
      partitions.add(new PartitionInfo(TOPIC, p.partition(), Node.noNode(), nodes, nodes));
    }
    consumer.updatePartitions(TOPIC, partitions);
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 3L, ONE, 0L));
    return more.apply(
            LogReader.of(Map.of(), serdes)
                .on(Topics.TASKS, task -> read.add(task.getTaskId()))
                .onGap(gaps::add))
        .from(consumer);
  }

  private void append(TopicPartition partition, long offset) {
    byte[] value = serdes.encode(Topics.TASKS, task(partition.partition() + "/" + offset));
    consumer.addRecord(
        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "k", value));
  }

  private static TaskRecord task(String id) {
    return new TaskRecord("d", id, new TaskClosed("b", "SETTLED", "c", false));
  }

  @Test
  void shouldSayWhatWasDeletedBeforeItCouldBeReadAndGoOnBehindIt() {
    LogReader reader = reader();
    append(ZERO, 0);
    append(ZERO, 1);
    reader.poll(AT_ONCE);
    consumer.updateBeginningOffsets(Map.of(ZERO, 3_003L, ONE, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 3_004L, ONE, 0L));
    append(ZERO, 3_003);

    reader.poll(AT_ONCE);

    assertThat(gaps).containsExactly(new LogReader.Gap(TOPIC, 0, 2, 3_003));
    assertThat(reader.missed()).isEqualTo(3_001);
    append(ONE, 0);
    reader.poll(AT_ONCE);
    assertThat(read).containsExactlyInAnyOrder("0/0", "0/1", "0/3003", "1/0");
  }

  @Test
  void shouldSayNothingOfALogThatBeganLaterThanWithItsFirstRecord() {
    LogReader reader = reader();
    consumer.updateBeginningOffsets(Map.of(ZERO, 2L, ONE, 0L));
    append(ZERO, 2);

    reader.poll(AT_ONCE);

    assertThat(read).containsExactly("0/2");
    assertThat(gaps).isEmpty();
  }

  @Test
  void shouldBeginWithWhatWasAppendedSinceATimeAndBehindTheRestWhereNothingWas() {
    consumer.firstOf.put(ZERO, new OffsetAndTimestamp(1, 5_000));
    LogReader reader = reader(topics -> topics.since(Topics.TASKS, 4_000));
    assertThat(consumer.position(ONE)).isEqualTo(0);
    append(ZERO, 1);
    append(ZERO, 2);
    append(ONE, 0);
    assertThat(reader.caughtUp()).isFalse();

    reader.poll(AT_ONCE);

    assertThat(read).containsExactlyInAnyOrder("0/1", "0/2", "1/0");
    assertThat(reader.caughtUp()).isTrue();
    assertThat(gaps).isEmpty();
  }

  @Test
  void shouldLeaveOutAllOfALogThatIsOlderThanATime() {
    consumer.firstOf.put(ZERO, new OffsetAndTimestamp(1, 5_000));

    LogReader reader = reader(topics -> topics.since(Topics.TASKS, 6_000));

    assertThat(reader.caughtUp()).isTrue();
    assertThat(consumer.position(ZERO)).isEqualTo(3);
  }

  @Test
  void shouldHandOnLaterWhatCannotBeUnderstoodBeforeTheRegistryAnswers() {
    LogReader reader = reader();
    append(ZERO, 0);
    append(ZERO, 1);
    append(ONE, 0);
    MarketSerdes ofAnother = new MarketSerdes(new OtherIds());
    consumer.addRecord(
        new ConsumerRecord<>(TOPIC, 0, 2, "k", ofAnother.encode(Topics.TASKS, task("0/2"))));
    registry.away = true;
    assertThatThrownBy(() -> reader.poll(AT_ONCE)).isInstanceOf(RegistryException.class);

    registry.away = false;
    append(ZERO, 2);
    append(ONE, 0);
    reader.poll(AT_ONCE);

    assertThat(read).containsOnlyOnce("0/0", "0/1", "0/2").doesNotHaveDuplicates();
    assertThat(read).contains("1/0");
  }

  /** Another writer's schema has an id that this reader has to ask for. */
  private static final class OtherIds implements SchemaRegistry {
    @Override
    public int find(String subject, Schema schema) {
      return 77;
    }

    @Override
    public Schema byId(int id) {
      throw new IllegalStateException("not asked");
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }
}
