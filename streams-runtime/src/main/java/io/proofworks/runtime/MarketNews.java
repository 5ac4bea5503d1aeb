package io.proofworks.runtime;

import io.proofworks.avro.Policy;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the log which markets have policies: all that there are before an application begins,
 * and later those that a record names which is of none that it knows. An outsider who writes of
 * markets that nobody has heard of makes it ask {@link #AT_MOST_EVERY} at most.
 */
final class MarketNews implements Markets.News, AutoCloseable {

  /** A foreign record that comes so soon after it was asked is answered without asking again. */
  static final Duration AT_MOST_EVERY = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(MarketNews.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Decoder<Policy> policies;
  private final Markets markets;
  private final LongSupplier nanos;
  private long asked;
  private boolean topicIsThere;

  MarketNews(
      Consumer<byte[], byte[]> consumer,
      Decoder<Policy> policies,
      Markets markets,
      LongSupplier nanos) {
    this.consumer = consumer;
    this.policies = policies;
    this.markets = markets;
    this.nanos = nanos;
  }

  /**
   * Reads what there is, however long brokers are away, and lets the markets ask for more.
   *
   * @throws KafkaException if they refuse
   */
  static MarketNews start(StreamsApplication application, AppContext context) {
    MarketNews news =
        new MarketNews(
            consumer(application, context.settings()),
            context.serdes().decoder(Topics.POLICIES),
            context.markets(),
            System::nanoTime);
    try {
      news.readPatiently();
    } catch (RuntimeException e) {
      news.close();
      throw e;
    }
    context.markets().hear(news);
    return news;
  }

  private static Consumer<byte[], byte[]> consumer(
      StreamsApplication application, AppSettings settings) {
    Properties config = settings.clientProperties();
    config.put(
        ConsumerConfig.CLIENT_ID_CONFIG, settings.applicationId(application.name()) + "-markets");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, settings.partitions())
            .mapToObj(partition -> new TopicPartition(Topics.POLICIES.name(), partition))
            .toList());
    return consumer;
  }

  /** Brokers and registry may be starting as well. */
  private void readPatiently() {
    boolean whole = false;
    while (!whole) {
      try {
        read();
        whole = true;
      } catch (KafkaException | RegistryException e) {
        awaitAnswer(e);
      }
    }
  }

  private static void awaitAnswer(RuntimeException e) {
    Failure failure = Failure.of(e);
    if (failure.kind() != Failure.Kind.AWAY) {
      throw e;
    }
    LOG.warn("{} {}", LogCode.UNREACHABLE, failure.says());
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }

  @Override
  public synchronized void readSeldom() {
    if (nanos.getAsLong() - asked >= AT_MOST_EVERY.toNanos()) {
      read();
    }
  }

  /**
   * Reads up to the end.
   *
   * @throws KafkaException when the brokers do not answer; the next time begins from the beginning
   * @throws RegistryException when the registry does not, likewise
   */
  @Override
  public synchronized void read() {
    try {
      readOn();
      asked = nanos.getAsLong();
    } catch (KafkaException | RegistryException e) {
      consumer.seekToBeginning(consumer.assignment());
      throw e;
    }
  }

  /** On brokers that have no topic for policies no market has one. */
  private void readOn() {
    topicIsThere = topicIsThere || consumer.listTopics().containsKey(Topics.POLICIES.name());
    if (!topicIsThere) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(this::take);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (policies.decode(record.value()) instanceof Decoded.Value<Policy>(Policy policy)) {
      Hash32.tryParse(policy.getDomain())
          .ifPresent(market -> markets.since(market, record.timestamp()));
    }
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
