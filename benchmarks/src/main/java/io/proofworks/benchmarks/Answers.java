package io.proofworks.benchmarks;

import io.proofworks.topics.Ticks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Counts the committed answers on a topic from where it stands now, and the time they took. */
final class Answers implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Predicate<byte[]> isAnswer;
  private int count;
  private long first;
  private long last;

  Answers(String bootstrapServers, String topic, Predicate<byte[]> isAnswer) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.isAnswer = isAnswer;
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /**
   * What answers take.
   *
   * @param perSecond from the first to the last of them
   * @param cpuMicros of the stream threads, for each behind those that came first, with which the
   *     start of the application is left out; NaN if more than half of them came first
   */
  record Pace(double perSecond, double cpuMicros) {}

  /**
   * Waits for that many.
   *
   * @throws IllegalStateException if they do not come, or more come than were asked for
   */
  Pace await(int expected, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (count == 0 && System.nanoTime() < until) {
      poll(POLL);
    }
    int before = count;
    long cpu = StreamThreads.cpuNanos();
    while (count < expected && System.nanoTime() < until) {
      poll(POLL);
    }
    cpu = StreamThreads.cpuNanos() - cpu;
    poll(Duration.ofSeconds(1));
    if (count != expected) {
      throw new IllegalStateException(count + " answers to " + expected + " records");
    }
    return new Pace(
        (count - 1) * 1e3 / Math.max(1, last - first),
        before > expected / 2 ? Double.NaN : cpu / 1e3 / (count - before));
  }

  /** Times are the broker's append times. */
  private void poll(Duration timeout) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      if (!Ticks.isTick(record) && isAnswer.test(record.value())) {
        first = count == 0 ? record.timestamp() : Math.min(first, record.timestamp());
        last = Math.max(last, record.timestamp());
        count++;
      }
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
