package io.proofworks.metrics.query;

import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Coordinates;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the views from the beginning of their topics, committed transactions only. Caught up once
 * it has passed where the topics ended when it began; from then on it stays so.
 */
final class ViewFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ViewFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final MarketViews views;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean caughtUp;
  private volatile boolean closed;

  ViewFeed(AppSettings settings, MarketViews views) {
    this.views = views;
    this.consumer = new KafkaConsumer<>(config(settings));
    this.thread = Thread.ofPlatform().name("view-feed").daemon().start(this::run);
  }

  private static Properties config(AppSettings settings) {
    Properties config = settings.clientProperties();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }

  boolean caughtUp() {
    return caughtUp;
  }

  private void run() {
    try (consumer) {
      List<TopicPartition> partitions =
          MarketViews.SOURCES.stream().map(Topic::name).flatMap(this::partitions).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      follow(consumer.endOffsets(partitions));
    } catch (WakeupException e) {
      LOG.debug("feed closed");
    } catch (RuntimeException e) {
      caughtUp = false;
      LOG.error("view feed stopped; the views no longer follow the market", e);
    }
  }

  private java.util.stream.Stream<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()));
  }

  private void follow(Map<TopicPartition, Long> ends) {
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      caughtUp = caughtUp || passed(ends);
    }
  }

  private boolean passed(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (!Ticks.isTick(record.headers()) && record.value() != null) {
      byte[] key = record.key();
      views.accept(
          new Coordinates(record.topic(), record.partition(), record.offset(), record.timestamp()),
          key == null ? null : new String(key, StandardCharsets.UTF_8),
          record.value());
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
