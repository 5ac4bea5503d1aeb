package io.proofworks.market.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the applications of a market have committed between two looks at its log, at which nothing
 * of it runs but the broker.
 */
final class Written {

  /** Messages to itself that are read before its state is do not count, and not what time it is. */
  private static final Pattern CHANGELOG = Pattern.compile("proofworks-([a-z]+)-(.*)-changelog");

  private static final String CLOCKS = "clocks";

  private final Path dataDir;
  private final Map<TopicPartition, Long> ends;

  private Written(Path dataDir, Map<TopicPartition, Long> ends) {
    this.dataDir = dataDir;
    this.ends = ends;
  }

  /** Looks for the first time; what a killed process had open then is never committed. */
  static Written since(Path dataDir) throws Exception {
    try (EmbeddedKafka kafka = broker(dataDir);
        KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, "read_uncommitted")) {
      return new Written(dataDir, consumer.endOffsets(partitions(kafka)));
    }
  }

  /** Looks again: the state, the journals and the topics that each application has written. */
  Map<String, Set<String>> byApplication() throws Exception {
    Map<String, Set<String>> written = new TreeMap<>();
    try (EmbeddedKafka kafka = broker(dataDir);
        KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, "read_committed")) {
      List<TopicPartition> partitions = partitions(kafka);
      Map<TopicPartition, Long> now = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> first = new HashMap<>(consumer.beginningOffsets(partitions));
      ends.forEach((partition, end) -> first.merge(partition, end, Math::max));
      consumer.assign(partitions);
      first.forEach(consumer::seek);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < now.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          author(record)
              .ifPresent(author ->
                  written.computeIfAbsent(author, who -> new TreeSet<>()).add(record.topic()));
        }
      }
    }
    return written;
  }

  /** The application that alone can have written it. */
  private static Optional<String> author(ConsumerRecord<byte[], byte[]> record) {
    Matcher changelog = CHANGELOG.matcher(record.topic());
    if (changelog.matches()) {
      return Optional.of(changelog.group(1)).filter(any -> !changelog.group(2).endsWith(CLOCKS));
    }
    return Topics.all().stream()
        .filter(topic -> topic.name().equals(record.topic()))
        .findAny()
        .flatMap(topic -> author(topic, record.key()));
  }

  private static Optional<String> author(Topic<?> topic, byte[] key) {
    if (topic.equals(Topics.JOURNAL) || topic.equals(Topics.CHECKPOINTS)) {
      return Optional.of(applicationOf(new String(key, UTF_8)));
    }
    List<Party> authors = topic.writers().stream().filter(Party::application).toList();
    return authors.size() == 1 && topic.writers().size() == 1
        ? Optional.of(authors.getFirst().name().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static String applicationOf(String journal) {
    return switch (journal.substring(0, journal.lastIndexOf('-') + 1)) {
      case Journals.TASK, Journals.ACCOUNT, Journals.BATCH, Journals.POLICY -> "settlement";
      case Journals.AGGREGATION -> "aggregation";
      case Journals.REQUEST, Journals.SCHEDULE -> "sharding";
      default -> throw new IllegalArgumentException(journal);
    };
  }

  private static EmbeddedKafka broker(Path dataDir) {
    return EmbeddedKafka.start(EmbeddedKafkaSettings.at(dataDir.resolve("kafka")));
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka, String isolation) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", isolation),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** Without the broker's own topics. */
  private static List<TopicPartition> partitions(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Set<String> names = admin.listTopics().names().get();
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .flatMap(topic ->
              topic.partitions().stream().map(p -> new TopicPartition(topic.name(), p.partition())))
          .toList();
    }
  }
}
