package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.topics.Ticks;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads ticks for a {@link Succession}. While it hears nothing, its ticker ticks. */
final class TickListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TickListener.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Succession succession;
  private final LongSupplier monotonic;
  private final Thread thread = Thread.ofPlatform().daemon(true).name("ticks").unstarted(this::run);
  private volatile boolean closed;

  private TickListener(
      KafkaConsumer<byte[], byte[]> consumer, Succession succession, LongSupplier monotonic) {
    this.consumer = consumer;
    this.succession = succession;
    this.monotonic = monotonic;
  }

  /** Listens from now on. */
  static TickListener start(AppSettings settings, Succession succession, LongSupplier monotonic) {
    Properties config = settings.clientProperties();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.applicationId("ticker-standby"));
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(succession.topic(), 0)));
    TickListener listener = new TickListener(consumer, succession, monotonic);
    listener.thread.start();
    return listener;
  }

  private void run() {
    try (consumer) {
      while (!closed) {
        listen();
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("ticker.standby ends");
    }
  }

  private void listen() {
    try {
      consumer
          .poll(POLL)
          .forEach(record -> {
            if (Ticks.isTick(record)) {
              succession.heard(record.value(), record.timestamp(), monotonic.getAsLong());
            }
          });
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("{} application=ticker cause=\"{}\"", LogCode.STANDBY_DEAF, e.toString());
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    consumer.wakeup();
    thread.join(AGAIN.multipliedBy(2));
  }
}
