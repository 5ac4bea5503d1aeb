package io.proofworks.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryException;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.log.LogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** No record and no silence of the registry ends a worker. */
class MarketFeedTest {

  private static final String TOPIC = Topics.TASKS.name();
  private static final TopicPartition ZERO = new TopicPartition(TOPIC, 0);
  private static final Duration AT_ONCE = Duration.ZERO;

  /** Away when it is told to be. */
  private static final class Registry implements SchemaRegistry {
    private boolean away;
    private int asked;

    @Override
    public int find(String subject, Schema schema) {
      asked++;
      if (away) {
        throw new RegistryException("away");
      }
      return subject.hashCode() & 0xffff;
    }

    @Override
    public Schema byId(int id) {
      return Topics.TASKS.schema();
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  private long now = 1_000_000;
  private final Registry registry = new Registry();
  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
  private final List<String> read = new ArrayList<>();
  private final List<LogReader.Gap> gaps = new ArrayList<>();

  private MarketFeed feed() {
    Node[] nodes = {Node.noNode()};
    consumer.updatePartitions(
        TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), nodes, nodes)));
    consumer.updateBeginningOffsets(Map.of(ZERO, 0L));
    consumer.updateEndOffsets(Map.of(ZERO, 3L));
    WorkerSettings settings =
        new WorkerSettings(
            "ada",
            Hash32.ZERO,
            Path.of("unused"),
            Set.of(Role.PROVER),
            1,
            1,
            Economics.DEFAULT,
            new WorkerSettings.Hardware("", "", "", ""),
            Map.of(),
            Duration.ofDays(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    return new MarketFeed(
        settings,
        new MarketSerdes(registry),
        () -> Instant.ofEpochMilli(now),
        gaps::add,
        feed -> feed.on(Topics.TASKS, this::take),
        topics -> topics.from(consumer));
  }

  private void take(TaskRecord task) {
    switch (task.getTaskId()) {
      case "defect" -> throw new IllegalStateException("a defect");
      case "brokers" -> throw new KafkaException("fenced");
      default -> read.add(task.getTaskId());
    }
  }

  private void append(String... ids) {
    for (int i = 0; i < ids.length; i++) {
      TaskRecord task = new TaskRecord("d", ids[i], new TaskClosed("b", "SETTLED", "c", false));
      byte[] value = new MarketSerdes(new Registry()).encode(Topics.TASKS, task);
      consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, i, "k", value));
    }
  }

  @Test
  void shouldPassOverARecordThatMeetsADefect() {
    MarketFeed feed = feed();
    append("a", "defect", "b");

    feed.read(AT_ONCE);

    assertThat(read).containsExactly("a", "b");
    assertThat(feed.caughtUp()).isTrue();
  }

  @Test
  void shouldEndWhenTheClientCannotGoOn() {
    MarketFeed feed = feed();
    append("brokers");

    assertThatThrownBy(() -> feed.read(AT_ONCE)).hasMessage("fenced");
  }

  @Test
  void shouldWaitForTheRegistryBeforeItReadsAndNotAskAllTheTime() {
    MarketFeed feed = feed();
    append("a", "b", "c");
    registry.away = true;
    for (int i = 0; i < 100; i++) {
      feed.read(AT_ONCE);
      now += 20;
    }
    assertThat(read).isEmpty();
    assertThat(feed.caughtUp()).isFalse();
    assertThat(registry.asked).isLessThan(4);

    registry.away = false;
    now += 30_000;
    feed.read(AT_ONCE);

    assertThat(read).containsExactly("a", "b", "c");
    assertThat(feed.caughtUp()).isTrue();
  }

  @Test
  void shouldTellOfRecordsThatAreGone() {
    MarketFeed feed = feed();
    append("a");
    feed.read(AT_ONCE);
    consumer.updateBeginningOffsets(Map.of(ZERO, 9L));
    consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 9, "k", new byte[1]));

    feed.read(AT_ONCE);

    assertThat(gaps).containsExactly(new LogReader.Gap(TOPIC, 0, 1, 9));
    assertThat(feed.missed()).isEqualTo(8);
  }
}
