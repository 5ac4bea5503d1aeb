package io.proofworks.topics;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One public topic. Provisioning, start-up checks, access-control lists, serdes, documents and
 * tests all read this value, so that none of them can drift.
 *
 * @param retention how long records are kept; empty for compacted topics and for ever
 * @param maxMessageBytes broker limit of one record batch, in bytes, uncompressed where {@link
 *     #outsiderWrites()}
 * @param maxValueBytes bytes of one value that is still read, whatever the broker let through
 * @param tickedBy who appends ticks to each partition, so that time passes on idle ones: the ticker
 *     where all others that write are outsiders, whose every record is checked by its signature;
 *     else one of the applications whose records stand there, so that the ticker's principal can
 *     write nothing that anybody believes
 * @param deadLettered whether an application reads it, so that undecodable input has a place to go
 * @param rules what a value breaks of what it has to keep to besides its schema, in words
 */
public record Topic<V extends SpecificRecord>(
    String name,
    KeyKind key,
    Class<V> valueClass,
    Schema schema,
    Cleanup cleanup,
    Optional<Duration> retention,
    int maxMessageBytes,
    int maxValueBytes,
    Set<Party> writers,
    Set<Party> readers,
    Optional<Party> tickedBy,
    boolean deadLettered,
    Function<? super V, Optional<String>> rules) {

  /**
   * Bytes of a record key that is still read. The market's own keys have at most a hundred; a key
   * that is larger names nothing.
   */
  public static final int MAX_KEY_BYTES = 256;

  /** Room for the headers that a dead letter carries beside the original bytes. */
  private static final int DEAD_LETTER_OVERHEAD = 16 * 1024;

  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(90);

  /** Or until so much is there: garbage costs its author nothing, and must not fill a disk. */
  private static final long DEAD_LETTER_BYTES = 1L << 30;

  public Topic {
    writers = Set.copyOf(EnumSet.copyOf(writers));
    readers = Set.copyOf(EnumSet.copyOf(readers));
    if (writers.contains(Party.TICKER)
        && !writers.stream().allMatch(party -> party == Party.TICKER || party.outsider())) {
      throw new IllegalArgumentException(
          name + " has records that are believed for who may write them; the ticker may not");
    }
  }

  /** Whether a requester, prover or aggregator may write: then every byte of it is hostile. */
  public boolean outsiderWrites() {
    return writers.stream().anyMatch(Party::outsider);
  }

  /**
   * Whether what is in a record may be an outsider's word: an outsider writes it, or somebody
   * repeats what stands on a chain. Then {@link FieldLimits} hold.
   */
  public boolean foreignWords() {
    return outsiderWrites() || writers.contains(Party.CHAIN_WATCHER);
  }

  /** What of a value is more than its author may write, or breaks a rule, in words. */
  public Optional<String> excess(V value) {
    Optional<String> words = foreignWords() ? FieldLimits.excess(value) : Optional.empty();
    return words.or(() -> rules.apply(value));
  }

  /** Whether somebody makes time pass on it. */
  public boolean ticked() {
    return tickedBy.isPresent();
  }

  /** Subject of the value schema (TopicNameStrategy). */
  public String subject() {
    return name + "-value";
  }

  /** Where input of this topic goes that cannot be decoded. */
  public String dlq() {
    return name + ".dlq";
  }

  /**
   * Broker limit of one batch of {@link #dlq()}: any record of this topic, and what is said of it.
   */
  public int maxDeadLetterBytes() {
    return maxMessageBytes + DEAD_LETTER_OVERHEAD;
  }

  /**
   * {@code uncompressed} where outsiders write: the broker's size limit counts compressed bytes, so
   * 40 MB of zeros would pass a limit of 64 KiB.
   */
  public String compression() {
    return outsiderWrites() ? "uncompressed" : "producer";
  }

  /** The topic as the broker should have it. */
  public TopicSpec spec(int partitions, int replicas) {
    Map<String, String> configs = new LinkedHashMap<>();
    configs.put("cleanup.policy", cleanup.config());
    configs.put("compression.type", compression());
    configs.put("max.message.bytes", Integer.toString(maxMessageBytes));
    configs.put("message.timestamp.type", "LogAppendTime");
    if (cleanup == Cleanup.DELETE) {
      configs.put("retention.ms", Long.toString(retention.map(Duration::toMillis).orElse(-1L)));
      configs.put("retention.bytes", "-1");
    }
    return new TopicSpec(name, partitions, replicas, configs);
  }

  /** The dead-letter topic as the broker should have it. One partition: it is read by people. */
  public TopicSpec dlqSpec(int replicas) {
    return new TopicSpec(
        dlq(),
        1,
        replicas,
        Map.of(
            "cleanup.policy", Cleanup.DELETE.config(),
            "compression.type", "producer",
            "max.message.bytes", Integer.toString(maxDeadLetterBytes()),
            "message.timestamp.type", "LogAppendTime",
            "retention.ms", Long.toString(DEAD_LETTER_RETENTION.toMillis()),
            "retention.bytes", Long.toString(DEAD_LETTER_BYTES)));
  }

  @Override
  public String toString() {
    return name;
  }
}
