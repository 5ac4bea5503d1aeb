package io.proofworks.runtime.testing;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as a release of tomorrow may write them: ids and numbers are those of today, and every
 * word is one that nobody knows yet, each alone and all together.
 */
public final class Tomorrow {

  /** A task, batch or statement that nobody else speaks of. */
  public static final String ID = "0x" + "7e".repeat(32);

  /** An account that nobody else speaks of. */
  public static final String ACCOUNT = "0x" + "7e".repeat(20);

  private static final String WORD = "A_WORD_OF_TOMORROW";

  /** What stands where a word of today is meant. */
  private static final Map<String, String> TODAY =
      Map.ofEntries(
          Map.entry("kind", "REVEAL"),
          Map.entry("reason", "ACCEPTED"),
          Map.entry("taskClass", "STANDARD"),
          Map.entry("taskState", "VERIFIED"),
          Map.entry("state", "EXPIRED"),
          Map.entry("outcome", "SETTLED"),
          Map.entry("binding", "COMMIT_REVEAL"),
          Map.entry("cause", "INITIAL"),
          Map.entry("standing", "REGISTERED"),
          Map.entry("fromBucket", "FREE"),
          Map.entry("toBucket", "RESERVED"),
          Map.entry("scheme", "SNARKPACK"));

  private Tomorrow() {}

  /**
   * Has an application read all of that on each topic that the market itself writes: it goes on,
   * and a verdict that it does not understand is no news, and no bad record either.
   *
   * @return how many records it has read
   */
  public static int read(TopologyFixture market, long from) {
    int read = 0;
    for (Topic<?> topic : Topics.all()) {
      if (!topic.outsiderWrites() && market.reads(topic)) {
        read += read(market, topic, from + read);
      }
    }
    market.tickAll(from + read + 120_000);
    return read;
  }

  private static <V extends SpecificRecord> int read(
      TopologyFixture market, Topic<V> topic, long from) {
    int read = 0;
    for (V value : of(topic)) {
      try {
        market.pipe(topic, ID, value, from + read++);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("the application ended at " + topic.name() + " " + value, e);
      }
      boolean isLetter = market.driver().producedTopicNames().contains(topic.dlq());
      if (topic == Topics.VERDICTS && isLetter) {
        throw new AssertionError("a dead letter of " + value);
      }
    }
    return read;
  }

  /** Records of a topic with one word of tomorrow each, and one with nothing else. */
  public static <V extends SpecificRecord> List<V> of(Topic<V> topic) {
    List<V> all = new ArrayList<>();
    for (Schema event : events(topic.schema())) {
      int words = count(topic.schema(), event);
      IntStream.rangeClosed(0, words)
          .mapToObj(alone -> new Maker(event, alone))
          .map(maker -> topic.valueClass().cast(maker.value(topic.schema(), "")))
          .forEach(all::add);
    }
    return all;
  }

  /** What a record may carry, where that is one of several. */
  private static List<Schema> events(Schema schema) {
    return schema.getFields().stream()
        .filter(field -> field.schema().isUnion())
        .map(field -> field.schema().getTypes())
        .filter(types -> types.stream().allMatch(type -> type.getType() == Schema.Type.RECORD))
        .findFirst()
        .orElse(List.of(schema));
  }

  private static int count(Schema schema, Schema event) {
    Maker maker = new Maker(event, -1);
    var unused = maker.value(schema, "");
    return maker.words;
  }

  private static final class Maker {

    private final Schema event;
    private final int alone;
    private int words;

    /**
     * @param alone which word is of tomorrow, from 1; 0 for all, -1 for none
     */
    Maker(Schema event, int alone) {
      this.event = event;
      this.alone = alone;
    }

    Object value(Schema schema, String field) {
      return switch (schema.getType()) {
        case RECORD -> record(schema);
        case ARRAY -> List.of(value(schema.getElementType(), field));
        case MAP -> Map.of(word(field), value(schema.getValueType(), field));
        case UNION -> value(chosen(schema), field);
        case STRING -> text(field);
        case BYTES -> ByteBuffer.allocate(32);
        case INT -> 1;
        case LONG -> 1_000L;
        case BOOLEAN -> true;
        case DOUBLE -> 0.5;
        case NULL, ENUM, FIXED, FLOAT -> throw new IllegalStateException("no record has " + schema);
      };
    }

    private Schema chosen(Schema union) {
      return union.getTypes().contains(event) ? event : union.getTypes().getLast();
    }

    private Object record(Schema schema) {
      SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
      schema
          .getFields()
          .forEach(field -> record.put(field.pos(), value(field.schema(), field.name())));
      return record;
    }

    private String text(String field) {
      if (field.equals("domain")) {
        return TopologyFixture.DOMAIN;
      }
      if (field.matches(
          "proverId|aggregatorId|requesterId|author|account|rootAggregatorId|victim")) {
        return ACCOUNT;
      }
      return field.matches(".*(Id|Hash|Digest|Commitment|root|nonce|statement|hash)")
          ? ID
          : word(field);
    }

    private String word(String field) {
      words++;
      boolean tomorrows = alone == 0 || alone == words;
      return tomorrows ? WORD : TODAY.getOrDefault(field, "a text");
    }
  }
}
