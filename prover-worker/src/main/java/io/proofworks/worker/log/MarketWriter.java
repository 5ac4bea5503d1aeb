package io.proofworks.worker.log;

import io.proofworks.operations.LogCode;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to the market's topics with an idempotent producer. The outcome of a send is
 * never assumed: callers learn it from the verdict on the log and repeat the identical record if
 * none comes.
 */
public final class MarketWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MarketWriter.class);

  private final Producer<String, byte[]> producer;
  private final MarketSerdes serdes;

  /**
   * @param kafka client settings: at least {@code bootstrap.servers}
   */
  public MarketWriter(Map<String, Object> kafka, MarketSerdes serdes) {
    this(producer(kafka), serdes);
  }

  /**
   * @param producer acknowledged by all replicas and idempotent; this closes it
   */
  public MarketWriter(Producer<String, byte[]> producer, MarketSerdes serdes) {
    this.producer = producer;
    this.serdes = serdes;
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * The bytes of a record's value, for whoever has to know them before they are sent.
   *
   * @throws io.proofworks.serde.RegistryException when the registry has never said the schema's id
   *     and does not now
   */
  public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    return serdes.encode(topic, value);
  }

  /** Sends a record under its key; the default partitioner (murmur2) decides where. */
  public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) {
    send(topic, key, encode(topic, value));
  }

  /**
   * Sends a record under its key.
   *
   * @param then is run once the brokers have it, by the producer's thread, which it must not hold
   */
  public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, Runnable then) {
    send(topic, key, encode(topic, value), then);
  }

  /** Sends a record of these bytes under its key. */
  public void send(Topic<?> topic, String key, byte[] bytes) {
    send(topic, key, bytes, () -> {});
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the outcome is learned from the log
  private void send(Topic<?> topic, String key, byte[] bytes, Runnable then) {
    producer.send(
        new ProducerRecord<>(topic.name(), key, bytes),
        (metadata, failure) -> {
          if (failure != null) {
            log.warn(
                "{} topic={} key={} cause={}",
                LogCode.RECORD_NOT_SENT,
                topic.name(),
                key,
                failure.toString());
          } else {
            then.run();
          }
        });
  }

  /**
   * Sends a record and waits until the brokers have it.
   *
   * @throws KafkaException when they refuse it or do not answer
   */
  public <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) {
    byte[] bytes = encode(topic, value);
    try {
      producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException refused
          ? refused
          : new KafkaException(topic.name() + " was not written", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }
}
