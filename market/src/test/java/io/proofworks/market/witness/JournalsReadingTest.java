package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Cosignature;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a witness reads what stands on the market's topics. */
final class JournalsReadingTest {

  private static final List<Topic<?>> READ =
      List.of(Topics.COSIGNATURES, Topics.CHECKPOINTS, Topics.JOURNAL);

  private static final WitnessedLog SIX = new WitnessedLog("task-0").with("one", 6);

  private final MarketSerdes serdes = new MarketSerdes(new Schemas(new ArrayList<>()));
  private final Map<String, List<ConsumerRecord<String, byte[]>>> log = new HashMap<>();
  private final List<MockConsumer<String, byte[]>> consumers = new ArrayList<>();

  @TempDir private Path directory;
  private Witness witness;
  private MarketWitness following;

  private record Schemas(List<Schema> all) implements SchemaRegistry {
    @Override
    public int find(String subject, Schema schema) {
      all.add(schema);
      return all.size() - 1;
    }

    @Override
    public Schema byId(int id) {
      return all.get(id);
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  @BeforeEach
  void open() throws Exception {
    READ.forEach(topic -> log.put(topic.name(), new ArrayList<>()));
    witness = WitnessedLog.witness(directory.resolve("state"), true);
    following = new MarketWitness(WitnessedLog.DOMAIN, WitnessedLog.JOURNAL_KEY, witness);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  /** What stands on the topics when it begins; each poll gives one record. */
  private JournalsReading reading() {
    return new JournalsReading(
        () -> LogReader.of(Map.of(), serdes), builder -> builder.from(consumer()), following);
  }

  private MockConsumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
    consumer.setMaxPollRecords(1);
    for (Topic<?> topic : READ) {
      Node[] nodes = {Node.noNode()};
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      consumer.updatePartitions(
          topic.name(), List.of(new PartitionInfo(topic.name(), 0, nodes[0], nodes, nodes)));
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, (long) of(topic).size()));
    }
    consumers.add(consumer);
    return consumer;
  }

  private List<ConsumerRecord<String, byte[]>> of(Topic<?> topic) {
    return log.getOrDefault(topic.name(), List.of());
  }

  private <V extends SpecificRecord> void write(Topic<V> topic, V value, long time) {
    byte[] bytes = serdes.encode(topic, value);
    of(topic)
        .add(
            new ConsumerRecord<>(
                topic.name(),
                0,
                of(topic).size(),
                time,
                TimestampType.LOG_APPEND_TIME,
                1,
                bytes.length,
                "k",
                bytes,
                new RecordHeaders(),
                Optional.empty()));
  }

  /** Has the consumers that read a topic get what has been written there since. */
  private void arrive() {
    for (Topic<?> topic : READ) {
      TopicPartition partition = new TopicPartition(topic.name(), 0);
      consumers.stream()
          .filter(consumer -> consumer.assignment().contains(partition))
          .forEach(consumer -> {
            long from = consumer.position(partition);
            of(topic).stream().filter(r -> r.offset() >= from).forEach(consumer::addRecord);
          });
    }
  }

  private long read(Topic<?> topic) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    return consumers.stream()
        .filter(consumer -> consumer.assignment().contains(partition))
        .mapToLong(consumer -> consumer.position(partition))
        .sum();
  }

  /** An entry a second, and a checkpoint with each. */
  private void grow(WitnessedLog journal) {
    WitnessedLog grown = new WitnessedLog(journal.journal);
    for (int i = 0; i < journal.size(); i++) {
      grown.entries.add(journal.entries.get(i));
      write(Topics.JOURNAL, journal.entry(i), i * 1_000L);
      write(Topics.CHECKPOINTS, grown.signed(), i * 1_000L + 1);
    }
  }

  private Cosignature cosigned(String state) throws Exception {
    List<Cosignature> told = new ArrayList<>();
    try (Witness other = WitnessedLog.witness(directory.resolve(state), true)) {
      MarketWitness elsewhere =
          new MarketWitness(WitnessedLog.DOMAIN, WitnessedLog.JOURNAL_KEY, other);
      SIX.readBy(elsewhere, 0);
      elsewhere.checkpoint(SIX.signed());
      elsewhere.cosign();
      new Published(WitnessedLog.DOMAIN, other.key()).tell(other.cosigned(), 0, told::add);
    }
    return told.getFirst();
  }

  /** Otherwise all of a long journal waits in memory for its checkpoints, or they for it. */
  @Test
  void shouldReadEntriesAndCheckpointsSideBySide() {
    grow(SIX);
    try (JournalsReading reading = reading()) {
      arrive();
      while (!reading.isCaughtUp()) {
        long before = read(Topics.JOURNAL) + read(Topics.CHECKPOINTS);
        reading.poll(Duration.ZERO);
        assertThat(read(Topics.JOURNAL) + read(Topics.CHECKPOINTS)).isGreaterThan(before);
        assertThat(Math.abs(read(Topics.JOURNAL) - read(Topics.CHECKPOINTS)))
            .isLessThanOrEqualTo(1);
      }
    }
    assertThat(following.cosign()).isEqualTo(1);
    assertThat(witness.last(SIX.origin())).contains(SIX.checkpoint());
  }

  /** A journal may have grown long before somebody signs it, and the other way round. */
  @Test
  void shouldReadTheRestOfTheOneOnceTheOtherHasEnded() {
    for (int i = 0; i < SIX.size(); i++) {
      write(Topics.JOURNAL, SIX.entry(i), 5_000 + i);
    }
    for (int size = 4; size <= SIX.size(); size++) {
      write(Topics.CHECKPOINTS, new WitnessedLog("task-0").with("one", size).signed(), size * 100L);
    }
    try (JournalsReading reading = reading()) {
      arrive();
      while (read(Topics.CHECKPOINTS) < 3) {
        assertThat(read(Topics.JOURNAL)).as("what is later waits").isLessThanOrEqualTo(1);
        reading.poll(Duration.ZERO);
      }
      for (int polls = 0; polls < SIX.size() && !reading.isCaughtUp(); polls++) {
        reading.poll(Duration.ZERO);
      }
      assertThat(reading.isCaughtUp()).isTrue();
    }
    assertThat(following.cosign()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWithWhatIsWrittenLater() {
    try (JournalsReading reading = reading()) {
      assertThat(reading.isCaughtUp()).as("there is nothing").isTrue();
      grow(SIX);
      arrive();
      for (int i = 0; i < SIX.size(); i++) {
        reading.poll(Duration.ZERO);
      }
    }
    assertThat(following.cosign()).isEqualTo(1);
  }

  /** Its state may be an old copy; so it signs nothing before it has looked. */
  @Test
  void shouldReadAllThatItPublishedBeforeAnythingElse() throws Exception {
    grow(SIX);
    write(Topics.COSIGNATURES, cosigned("another"), 0);
    try (JournalsReading reading = reading()) {
      arrive();
      reading.readOwn(Duration.ZERO);
      assertThat(following.forgotten()).isPresent();
      assertThat(read(Topics.JOURNAL) + read(Topics.CHECKPOINTS)).isZero();
    }
  }

  /** Another process has its key. */
  @Test
  void shouldHearWhatIsPublishedInItsNameWhileItReads() throws Exception {
    try (JournalsReading reading = reading()) {
      reading.readOwn(Duration.ZERO);
      reading.poll(Duration.ZERO);
      assertThat(following.forgotten()).isEmpty();

      write(Topics.COSIGNATURES, cosigned("another"), 0);
      arrive();
      reading.poll(Duration.ZERO);

      assertThat(following.forgotten()).isPresent();
    }
  }
}
