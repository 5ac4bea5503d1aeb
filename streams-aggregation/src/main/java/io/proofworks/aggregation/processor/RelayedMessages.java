package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProverStanding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Message;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serializer;

/** The messages to partitions of batches that follow from records, for audits. */
public final class RelayedMessages {

  private final Serializer<Relayed> messages =
      FormatSerdes.of(AggregationFormats.MESSAGE).serializer();
  private final int partitions;
  private final RelayedRecords records;
  private final RelayedEvents relayedEvents;
  private final Decoder<Policy> policies;

  /**
   * @param partitions of every topic
   */
  public RelayedMessages(MarketSerdes serdes, Hash32 domain, int partitions) {
    this.partitions = partitions;
    this.records = new RelayedRecords(serdes);
    this.relayedEvents = new RelayedEvents(domain);
    this.policies = serdes.decoder(Topics.POLICIES);
  }

  /** The topics whose records are told to batches, all that there is to tell of each. */
  public static List<Topic<?>> topics() {
    return Stream.concat(Stream.of(Topics.POLICIES), RelayedRecords.TOPICS.keySet().stream())
        .toList();
  }

  /** Which internal topics what is told travels on. */
  public static List<String> internalTopics() {
    return Intakes.INTERNAL;
  }

  /** What follows from a record of one of the {@link #topics}. */
  public List<Message> of(InboundRecord record) {
    String topic = record.coordinates().topic();
    if (topic.equals(Topics.POLICIES.name())) {
      return policy(record);
    }
    String to = RelayedRecords.TOPICS.get(Topics.byName(topic).orElseThrow());
    if (to == null) {
      throw new IllegalArgumentException("nothing of " + topic + " is told");
    }
    return records
        .told(record)
        .map(told -> {
          int partition = Partitions.of(told.batchId(), partitions);
          return message(record, to, partition, messages.serialize("", told), told.batchId());
        })
        .stream()
        .toList();
  }

  /** The account as an aggregator, never heard of. */
  public static Aggregator aggregator(ProverStanding standing) {
    return AvroInputs.aggregator(standing, Optional.empty());
  }

  /** Whether it offers to aggregate. */
  public static boolean aggregates(ProverStanding standing) {
    return AvroInputs.aggregates(standing);
  }

  /** Whether it has money. */
  public static boolean isBacked(ProverStanding standing) {
    return AvroInputs.isBacked(standing);
  }

  private List<Message> policy(InboundRecord record) {
    Optional<MarketEvent> event =
        policies.decode(record.value()) instanceof Decoded.Value<Policy>(Policy policy)
            ? relayedEvents.policy(policy)
            : Optional.empty();
    return event.stream()
        .flatMap(told -> {
          byte[] bytes = messages.serialize("", told);
          String key = RelayedEvents.key(told);
          return IntStream.range(0, partitions)
              .mapToObj(p -> message(record, InternalTopics.DIRECTORY, p, bytes, key));
        })
        .toList();
  }

  private static Message message(
      InboundRecord record, String topic, int partition, byte[] bytes, String key) {
    Coordinates at = record.coordinates();
    return new Message(
        at.topic() + "-" + at.partition(),
        at.offset(),
        at.time(),
        topic,
        partition,
        digest(bytes),
        key);
  }

  static Hash32 digest(byte[] bytes) {
    return Keccak.hash(bytes);
  }
}
