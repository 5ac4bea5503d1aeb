package io.proofworks.topics;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Lets the catalogue read as a table. */
final class TopicBuilder<V extends SpecificRecord> {

  static {
    TrustedRecords.trust();
  }

  private final String name;
  private final KeyKind key;
  private final Class<V> valueClass;
  private final Set<Party> writers = EnumSet.noneOf(Party.class);
  private final Set<Party> readers = EnumSet.noneOf(Party.class);
  private Cleanup cleanup = Cleanup.DELETE;
  private Optional<Duration> retention = Optional.empty();
  private int maxMessageBytes;
  private int maxValueBytes = Integer.MAX_VALUE;
  private Optional<Party> tickedBy = Optional.empty();
  private boolean deadLettered = true;
  private Function<? super V, Optional<String>> rules = value -> Optional.empty();

  private TopicBuilder(String name, KeyKind key, Class<V> valueClass) {
    this.name = name;
    this.key = key;
    this.valueClass = valueClass;
  }

  static <V extends SpecificRecord> TopicBuilder<V> topic(
      String name, KeyKind key, Class<V> valueClass) {
    return new TopicBuilder<>(name, key, valueClass);
  }

  TopicBuilder<V> compacted() {
    cleanup = Cleanup.COMPACT;
    return this;
  }

  TopicBuilder<V> keptDays(int days) {
    retention = Optional.of(Duration.ofDays(days));
    return this;
  }

  TopicBuilder<V> keptForEver() {
    retention = Optional.empty();
    return this;
  }

  TopicBuilder<V> maxMessageBytes(int bytes) {
    maxMessageBytes = bytes;
    return this;
  }

  /** Less than the broker takes: the value is repeated whole in records with as low a limit. */
  TopicBuilder<V> maxValueBytes(int bytes) {
    maxValueBytes = bytes;
    return this;
  }

  TopicBuilder<V> writtenBy(Party... parties) {
    writers.addAll(List.of(parties));
    return this;
  }

  TopicBuilder<V> readBy(Party... parties) {
    readers.addAll(List.of(parties));
    return this;
  }

  /** That party appends ticks too. */
  TopicBuilder<V> tickedBy(Party party) {
    tickedBy = Optional.of(party);
    writers.add(party);
    return this;
  }

  TopicBuilder<V> notDeadLettered() {
    deadLettered = false;
    return this;
  }

  /** What breaks such a rule is no value of the topic, whoever wrote it. */
  TopicBuilder<V> within(Function<? super V, Optional<String>> broken) {
    rules = broken;
    return this;
  }

  Topic<V> build() {
    return new Topic<>(
        name,
        key,
        valueClass,
        SpecificData.get().getSchema(valueClass),
        cleanup,
        retention,
        maxMessageBytes,
        maxValueBytes,
        writers,
        readers,
        tickedBy,
        deadLettered,
        rules);
  }
}
