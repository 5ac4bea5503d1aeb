package io.proofworks.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Plain Kafka clients against a broker under test. */
final class KafkaClients {
  private KafkaClients() {}

  static void createTopic(String bootstrap, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  static KafkaProducer<String, String> producer(String bootstrap) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
        new StringSerializer(),
        new StringSerializer());
  }

  /** One whose transactions the broker may end after a second. */
  static KafkaProducer<String, String> transactional(String bootstrap) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "transactional.id",
            "left-open",
            "transaction.timeout.ms",
            1_000),
        new StringSerializer(),
        new StringSerializer());
  }

  static void write(String bootstrap, String topic, String... values) throws Exception {
    try (KafkaProducer<String, String> producer = producer(bootstrap)) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value)).get();
      }
    }
  }

  /** Everything that partition 0 of a topic has at this moment. */
  static List<String> read(String bootstrap, String topic) {
    return read(bootstrap, topic, "read_uncommitted");
  }

  /** What partition 0 of a topic has of committed transactions, up to its end at this moment. */
  static List<String> readCommitted(String bootstrap, String topic) {
    return read(bootstrap, topic, "read_committed");
  }

  private static List<String> read(String bootstrap, String topic, String isolation) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
            return consumer.position(partition) >= end;
          });
      return values;
    }
  }
}
