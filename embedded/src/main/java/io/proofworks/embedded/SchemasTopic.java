package io.proofworks.embedded;

import static io.proofworks.embedded.EmbeddedStartException.Reason.KAFKA_FAILED;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.proofworks.operations.LogCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's durable side: one partition of a compacted topic, written with {@code acks=all}
 * and read back before a writer is answered. One writer at a time; readers see the last fold.
 */
final class SchemasTopic implements AutoCloseable {
  static final String NAME = "_schemas";

  private static final Logger LOG = LoggerFactory.getLogger(SchemasTopic.class);
  private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Producer<String, String> producer;
  private final Consumer<String, String> consumer;
  private volatile RegistryState state = RegistryState.EMPTY;

  private SchemasTopic(Producer<String, String> producer, Consumer<String, String> consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  /** What a writer wants to append, and what it answers once that is durable and read back. */
  record Decision<T>(List<RegistryRecord> records, T answer) {}

  /**
   * Creates the topic if missing and reads it to its end.
   *
   * @param settings Kafka client settings, {@code bootstrap.servers} at least
   * @throws EmbeddedStartException when Kafka does not answer or the topic is not fit
   */
  static SchemasTopic open(Map<String, String> settings) {
    createIfMissing(settings);
    SchemasTopic topic = new SchemasTopic(producer(settings), consumer(settings));
    try {
      topic.catchUp();
      return topic;
    } catch (RuntimeException e) {
      topic.close();
      throw failed("could not be read", e);
    }
  }

  private static void createIfMissing(Map<String, String> settings) {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(settings))) {
      NewTopic topic =
          new NewTopic(NAME, Optional.of(1), Optional.empty())
              .configs(Map.of("cleanup.policy", "compact", "compression.type", "producer"));
      admin.createTopics(List.of(topic)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        requireOnePartition(settings);
      } else {
        throw failed("could not be created", e);
      }
    } catch (TimeoutException | KafkaException e) {
      throw failed("could not be created", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("could not be created", e);
    }
  }

  private static void requireOnePartition(Map<String, String> settings) {
    try (Consumer<String, String> consumer = consumer(settings)) {
      int partitions = consumer.partitionsFor(NAME, PATIENCE).size();
      if (partitions != 1) {
        throw new EmbeddedStartException(
            KAFKA_FAILED,
            "The topic "
                + NAME
                + " has "
                + partitions
                + " partitions; a registry needs exactly one.");
      }
    } catch (KafkaException e) {
      throw failed("could not be described", e);
    }
  }

  private static EmbeddedStartException failed(String what, Exception e) {
    Throwable root = e.getCause() == null ? e : e.getCause();
    return new EmbeddedStartException(
        KAFKA_FAILED,
        "The topic " + NAME + " " + what + ": " + root.getMessage() + ". Is Kafka running?",
        e);
  }

  private static Producer<String, String> producer(Map<String, String> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    all.put("linger.ms", "0");
    all.put("delivery.timeout.ms", Long.toString(PATIENCE.toMillis()));
    all.put("request.timeout.ms", "10000");
    all.put("max.block.ms", "10000");
    return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
  }

  private static Consumer<String, String> consumer(Map<String, String> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("enable.auto.commit", "false");
    all.put("auto.offset.reset", "earliest");
    // A fetch that waits for data holds up the question for the end behind it on the connection.
    all.put("fetch.max.wait.ms", "1");
    all.put("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
    Consumer<String, String> consumer =
        new KafkaConsumer<>(all, new StringDeserializer(), new StringDeserializer());
    consumer.assign(List.of(PARTITION));
    consumer.seekToBeginning(List.of(PARTITION));
    return consumer;
  }

  /** The last fold that was read back: everything ever answered is in it. */
  RegistryState state() {
    return state;
  }

  /**
   * Decides on the newest state and appends what was decided, one writer at a time.
   *
   * @throws RegistryException what {@code decide} throws, or 50001 when Kafka does not take it
   */
  synchronized <T> T write(Function<RegistryState, Decision<T>> decide) {
    try {
      catchUp();
      Decision<T> decision = decide.apply(state);
      for (RegistryRecord record : decision.records()) {
        append(record);
      }
      catchUp();
      return decision.answer();
    } catch (KafkaException e) {
      throw RegistryException.store(String.valueOf(e.getMessage()));
    }
  }

  private void append(RegistryRecord record) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(NAME, 0, RegistryJson.key(record), RegistryJson.value(record));
    try {
      producer.send(message).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw RegistryException.store(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw RegistryException.store("Kafka did not answer within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RegistryException.store("the registry is stopping");
    }
  }

  /** Folds everything up to the end that the topic has now. */
  private void catchUp() {
    long end = consumer.endOffsets(List.of(PARTITION), PATIENCE).getOrDefault(PARTITION, 0L);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    RegistryState next = state;
    while (consumer.position(PARTITION) < end) {
      if (System.nanoTime() > deadline) {
        throw new KafkaException(NAME + " could not be read to its end within " + PATIENCE);
      }
      for (ConsumerRecord<String, String> record : consumer.poll(POLL).records(PARTITION)) {
        next = next.apply(meaning(record));
      }
    }
    state = next;
  }

  private static RegistryRecord meaning(ConsumerRecord<String, String> record) {
    try {
      return RegistryJson.read(record.key(), record.value());
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn("{} topic={} offset={}", LogCode.REGISTRY_RECORD_UNREADABLE, NAME, record.offset());
      return new RegistryRecord.Other();
    }
  }

  @Override
  public synchronized void close() {
    producer.close(Duration.ofSeconds(5));
    consumer.close();
  }
}
