package io.proofworks.benchmarks;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Waits for the verdicts to records by the digests of their bytes, as a worker does, and takes the
 * time from when each was handed to the producer to when its verdict was read.
 */
final class Verdicts implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(5);

  /**
   * What waits for a verdict.
   *
   * @param accepted done when it is accepted; null for garbage, of which no time is taken
   */
  private record Waiting(long sentNanos, String kind, Consumer<Verdict> accepted) {}

  private final Decoder<Verdict> decoder;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final Map<String, Integer> garbage = new ConcurrentHashMap<>();
  private final Map<String, String> addressees = new ConcurrentHashMap<>();
  private final Map<String, List<Long>> nanos = new HashMap<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile String broken = "";

  private Verdicts(Map<String, Object> kafka, MarketSerdes serdes) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.decoder = serdes.decoder(Topics.VERDICTS);
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.VERDICTS.name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    this.thread = Thread.ofPlatform().name("verdicts").daemon().unstarted(this::read);
  }

  /** Reads from where the topic ends now. */
  static Verdicts from(Map<String, Object> kafka, MarketSerdes serdes) {
    Verdicts verdicts = new Verdicts(kafka, serdes);
    verdicts.thread.start();
    return verdicts;
  }

  /**
   * An honest record is about to be sent.
   *
   * @param accepted what to do with its verdict, on the reading thread
   */
  void expect(String kind, ProducerRecord<byte[], byte[]> record, Consumer<Verdict> accepted) {
    waiting.put(digest(record), new Waiting(System.nanoTime(), kind, accepted));
  }

  /**
   * Garbage that has to be answered is about to be sent.
   *
   * @param market that has to answer it
   */
  void expectGarbage(ProducerRecord<byte[], byte[]> record, Hash32 market) {
    addressees.put(digest(record), market.hex());
    garbage.put(digest(record), 0);
  }

  private static String digest(ProducerRecord<byte[], byte[]> record) {
    Hash32 digest = RecordDigest.of(record.key(), record.value());
    return digest.hex();
  }

  private void read() {
    try {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!Ticks.isTick(record)
              && decoder.decode(record.value()) instanceof Decoded.Value<Verdict>(Verdict verdict)
              && verdict.getInputDigest() != null) {
            take(verdict);
          }
        }
      }
    } catch (RuntimeException e) {
      broken = e.toString();
    } finally {
      consumer.close();
    }
  }

  /** A refused grant is said beside the verdict to its reveal, and has no digest. */
  private void take(Verdict verdict) {
    String digest = verdict.getInputDigest();
    if (garbage.computeIfPresent(digest, (d, answers) -> answers + 1) != null) {
      if (!verdict.getDomain().equals(addressees.get(digest))) {
        throw new IllegalStateException("another market answered: " + verdict);
      }
      return;
    }
    Waiting honest = waiting.get(digest);
    if (honest == null) {
      return;
    }
    if (!verdict.getReason().equals(Reason.ACCEPTED.name())) {
      throw new IllegalStateException("an honest record was refused: " + verdict);
    }
    nanos
        .computeIfAbsent(honest.kind(), kind -> new ArrayList<>())
        .add(System.nanoTime() - honest.sentNanos());
    honest.accepted().accept(verdict);
    waiting.remove(digest); // behind what it brings, or nothing would wait for a moment
  }

  /**
   * Waits until everything is answered.
   *
   * @return milliseconds for each kind of honest record
   * @throws IllegalStateException if something is not answered, or garbage twice
   */
  Map<String, List<Double>> await(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (!(waiting.isEmpty() && unanswered() == 0)) {
      if (!broken.isEmpty() || System.nanoTime() > until) {
        throw new IllegalStateException(
            "%s without an answer: honest %s, and %d of %d pieces of garbage"
                .formatted(broken, waitingByKind(), unanswered(), garbage.size()));
      }
      Thread.sleep(20);
    }
    closing = true;
    thread.join();
    long twice = garbage.values().stream().filter(answers -> answers > 1).count();
    if (twice > 0) {
      throw new IllegalStateException(twice + " pieces of garbage were answered twice");
    }
    Map<String, List<Double>> millis = new HashMap<>();
    nanos.forEach((kind, all) -> millis.put(kind, all.stream().map(n -> n / 1e6).toList()));
    return millis;
  }

  private Map<String, Long> waitingByKind() {
    return waiting.values().stream()
        .collect(Collectors.groupingBy(Waiting::kind, Collectors.counting()));
  }

  private long unanswered() {
    return garbage.values().stream().filter(answers -> answers == 0).count();
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
  }
}
