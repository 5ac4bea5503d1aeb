package io.proofworks.market.audit;

import io.proofworks.avro.Policy;
import io.proofworks.market.scenario.RichMarket;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The log of a market in which everything happened that moves money, and the keys that a forger in
 * settlement's place has.
 */
final class EventfulMarket implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** From a deadline to its entry on the log: a tick, and a transaction. */
  private static final Duration WRITTEN = Duration.ofSeconds(10);

  private final TestMarket market;
  private final ForgedLog log;
  private final byte[] seed;

  private EventfulMarket(TestMarket market, ForgedLog log, byte[] seed) {
    this.market = market;
    this.log = log;
    this.seed = seed.clone();
  }

  static EventfulMarket run(Path directory) throws Exception {
    TestMarket market = RichMarket.run(directory);
    awaitDeadlines(market);
    byte[] seed =
        HexFormat.of().parseHex(Files.readString(directory.resolve("journal.key")).strip());
    return new EventfulMarket(
        market,
        new ForgedLog(
            read(market.local().broker().bootstrapServers()), market.local().broker().serdes()),
        seed);
  }

  /**
   * Until nothing is to come for hours: in the time that a test puts behind this log no journal
   * goes on. The longest is how long an aggregation waits that found nobody.
   */
  private static void awaitDeadlines(TestMarket market) {
    Policy policy = market.local().policy();
    long longest = policy.getAggregationLeaseMs() * policy.getAggregationMaxEpochs();
    long over = System.nanoTime() + WRITTEN.plusMillis(longest).toNanos();
    market.log().await("the last deadline", PATIENCE, seen -> System.nanoTime() - over > 0);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String bootstrap) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Set<TopicPartition> all =
          Topics.all().stream()
              .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .collect(Collectors.toSet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  ForgedLog log() {
    return log;
  }

  Rewriting rewriting() {
    return new Rewriting(domain(), Topics.PARTITIONS, seed, VerifierRegistry.standard());
  }

  Hash32 domain() {
    return market.local().broker().domain();
  }

  Audit.Scope scope(MarketSerdes serdes) {
    return new Audit.Scope(
        domain(),
        serdes,
        VerifierRegistry.standard(),
        Topics.PARTITIONS,
        Optional.of(market.journalKey().orElseThrow()));
  }

  @Override
  public void close() {
    market.close();
  }
}
