package io.proofworks.runtime.testing;

import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.FieldLimits;
import io.proofworks.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that somebody without a bond may append, and what is odd about it. Those of a topic are
 * found by walking the schema of its records, so that a field added tomorrow is tried tomorrow.
 */
public record Hostile(
    String what, Topic<?> topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

  /** Room that a record leaves to the rest of its batch when it fills its topic's limit. */
  private static final int REST = 2_048;

  /** Three bytes that are half of a surrogate pair in what only looks like UTF-8. */
  private static final byte[] LONE = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};

  private static final String MARK = "\u0001\u0002\u0003";

  /** What terminals, logs, pages and spreadsheets obey, and what only seems to be text. */
  private static final List<String> ODD =
      List.of(
          "",
          "\u001b]0;owned\u0007\u001b[2J",
          "x\n2026-01-01T00:00:00.000Z ERROR Ledger all bonds are gone",
          "\r\u2028\u2029\u0085",
          "\u202Etxt.exe\u2066",
          "\u0000",
          MARK,
          "<img src=x onerror=alert(1)>",
          "${jndi:ldap://x/a} %s {} \\u001b",
          "=HYPERLINK(\"http://x\",\"pay\")",
          "+1-1|cmd",
          "@SUM(A1)",
          "\u200Bzero\u00ADwidth\uFEFF",
          "\uD83D\uDD11 e\u0301 \uFFFF \u3164",
          "' OR 1=1 -- \"'",
          "../../../../etc/passwd");

  /** What an outsider can write into a topic. */
  public static final class Source<V extends SpecificRecord> {

    private final Topic<V> topic;
    private final V good;
    private final String key;
    private final MarketSerdes serdes;
    private final UnaryOperator<V> sign;

    /**
     * @param good an honest record
     * @param key its key
     * @param sign signs a record that was changed, as its author could
     */
    public Source(Topic<V> topic, String key, V good, MarketSerdes serdes, UnaryOperator<V> sign) {
      this.topic = topic;
      this.good = good;
      this.key = key;
      this.serdes = serdes;
      this.sign = sign;
    }

    /** Every field at, over and far over its limit and odd; keys, headers and raw bytes. */
    public List<Hostile> all() {
      List<Hostile> all = new ArrayList<>(ofFields());
      all.addAll(ofKeys());
      all.addAll(ofHeaders());
      all.addAll(ofBytes(new Random(topic.name().hashCode())));
      return all;
    }

    /** So many with the value, key and headers of three of these, drawn from a seed. */
    public List<Hostile> mixed(long seed, int count) {
      List<Hostile> all = all();
      Random random = new Random(seed);
      return IntStream.range(0, count)
          .mapToObj(i -> {
            Hostile value = all.get(random.nextInt(all.size()));
            Hostile key = all.get(random.nextInt(all.size()));
            Hostile headers = all.get(random.nextInt(all.size()));
            String what = value.what() + "; " + key.what() + "; " + headers.what();
            return new Hostile(
                "%d of seed %d: %s".formatted(i, seed, what),
                topic,
                key.key(),
                value.value(),
                headers.headers());
          })
          .toList();
    }

    private List<Hostile> ofFields() {
      List<Hostile> all = new ArrayList<>();
      mutants(topic.schema(), good)
          .forEach(mutant -> {
            V copy = topic.valueClass().cast(mutant.value());
            all.add(hostile(mutant.what(), encode(copy)));
            try {
              all.add(hostile(mutant.what() + ", signed", encode(sign.apply(copy))));
            } catch (RuntimeException notInForm) {
              // nobody can sign it
            }
          });
      return all;
    }

    private List<Hostile> ofKeys() {
      byte[] value = encode(good);
      byte[] own = key.getBytes(StandardCharsets.UTF_8);
      return Stream.concat(
              IntStream.of(0, 1, 256, 257, 4_096, topic.maxMessageBytes() - value.length - REST)
                  .mapToObj(length -> "k".repeat(Math.max(0, length)))
                  .map(text -> text.getBytes(StandardCharsets.UTF_8)),
              Stream.concat(
                  ODD.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)),
                  Stream.of(LONE, new byte[] {(byte) 0xff, 0}, own.clone(), new byte[300_000])))
          .map(bytes -> new Hostile("key of " + bytes.length, topic, bytes, value, none()))
          .toList();
    }

    private List<Hostile> ofHeaders() {
      List<Hostile> all = new ArrayList<>();
      int room = topic.maxMessageBytes() - encode(good).length - REST;
      for (byte[] value : List.of(new byte[] {9, 9}, encode(good))) {
        all.add(hostile("header as large", value, none().add("h", new byte[room])));
        all.add(hostile("header name as large", value, none().add("n".repeat(room), new byte[0])));
        all.add(hostile("header twice as large", value, none().add("h", new byte[2 * room])));
        Headers many = none();
        IntStream.range(0, 5_000).forEach(i -> many.add("h" + i % 7, new byte[i % 3]));
        all.add(hostile("5,000 headers", value, many));
        all.add(hostile("header without a value", value, none().add("\u001b", null)));
        Headers forged = none();
        forged.add("dlq.source.topic", "market.ledger".getBytes(StandardCharsets.UTF_8));
        forged.add("dlq.cut.key", new byte[0]).add("dlq.reason", null);
        all.add(hostile("forged headers of dead letters", value, forged));
      }
      return all;
    }

    private List<Hostile> ofBytes(Random random) {
      byte[] value = encode(good);
      List<Hostile> all = new ArrayList<>();
      all.add(hostile("no value", null));
      all.add(new Hostile("nothing", topic, null, null, none()));
      for (int length : new int[] {0, 1, 5, 100, topic.maxMessageBytes() - REST, 2 << 20}) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        all.add(hostile("noise of " + length, noise));
        if (length > 5) {
          byte[] framed = noise.clone();
          System.arraycopy(value, 0, framed, 0, 5);
          all.add(hostile("framed noise of " + length, framed));
          all.add(hostile("zeros of " + length, new byte[length]));
        }
      }
      for (int round = 0; round < 40; round++) {
        byte[] flipped = value.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        all.add(hostile("one bit of another", flipped));
      }
      return all;
    }

    private Hostile hostile(String what, byte @Nullable [] value) {
      return hostile(what, value, none());
    }

    private Hostile hostile(String what, byte @Nullable [] value, Headers headers) {
      return new Hostile(
          topic.name() + " " + what, topic, key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private byte[] encode(V value) {
      return withLoneSurrogates(serdes.encode(topic, value));
    }

    /** A value in place of another, under the name of its field. */
    private record Mutant(String what, Object value) {}

    private Stream<Mutant> mutants(Schema schema, SpecificRecord whole) {
      return schema.getFields().stream()
          .flatMap(field ->
              mutants(field.schema(), whole.get(field.pos()), FieldLimits.of(schema, field))
                  .map(mutant -> {
                    SpecificRecord copy = SpecificData.get().deepCopy(schema, whole);
                    copy.put(field.pos(), mutant.value());
                    return new Mutant(field.name() + " " + mutant.what(), copy);
                  }));
    }

    private Stream<Mutant> mutants(Schema schema, @Nullable Object value, int limit) {
      return switch (schema.getType()) {
        case STRING -> texts(limit);
        case BYTES -> lengths(limit).map(n -> new Mutant(n + " bytes", ByteBuffer.allocate(n)));
        case INT ->
            Stream.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE)
                .map(number -> new Mutant(number.toString(), number));
        case LONG ->
            Stream.of(Long.MIN_VALUE, -1L, 0L, 1L << 53, Long.MAX_VALUE)
                .map(number -> new Mutant(number.toString(), number));
        case BOOLEAN -> Stream.of(new Mutant("otherwise", !(Boolean) value));
        case ARRAY -> items(schema.getElementType(), (List<?>) value, limit);
        case RECORD -> mutants(schema, (SpecificRecord) value);
        case MAP -> entries(limit);
        case UNION -> mutants(schema.getTypes().getLast(), value, limit);
        default -> throw new AssertionError("outsiders' records have no " + schema);
      };
    }

    private Stream<Mutant> texts(int limit) {
      return Stream.concat(
          lengths(limit).map(n -> new Mutant(n + " characters", "\u8A3C".repeat(n))),
          ODD.stream().map(odd -> new Mutant("odd " + odd.length() + odd.hashCode(), odd)));
    }

    private Stream<Mutant> items(Schema element, List<?> items, int limit) {
      Stream<Mutant> counts =
          items.isEmpty()
              ? Stream.empty()
              : IntStream.of(0, limit, limit + 1, 20_000)
                  .mapToObj(n -> new Mutant(n + " items", Collections.nCopies(n, items.getFirst())))
                  .filter(mutant -> fits((List<?>) mutant.value()));
      Stream<Mutant> ones =
          items.isEmpty()
              ? Stream.empty()
              : mutants(element, items.getFirst(), FieldLimits.TEXT)
                  .map(mutant -> new Mutant("of " + mutant.what(), List.of(mutant.value())));
      return Stream.concat(counts, ones);
    }

    /** Few with long names, and many with short ones. */
    private Stream<Mutant> entries(int limit) {
      int most = (topic.maxMessageBytes() - REST - encode(good).length) / 3;
      return Stream.concat(
          Stream.of(new Mutant("one long entry", Map.of("\u8A3C".repeat(most), "x"))),
          IntStream.of(0, limit, limit + 1, 20_000)
              .mapToObj(n ->
                  new Mutant(
                      n + " entries",
                      IntStream.range(0, n)
                          .boxed()
                          .collect(Collectors.toMap(i -> "entry " + i, i -> "x")))));
    }

    private boolean fits(List<?> items) {
      return items.toString().length() < topic.maxMessageBytes() - REST;
    }

    /** None, the limit, one more, and as many as the topic lets through with three bytes each. */
    private Stream<Integer> lengths(int limit) {
      int most = (topic.maxMessageBytes() - REST - encode(good).length) / 3;
      return IntStream.of(0, limit - 1, limit, limit == Integer.MAX_VALUE ? 0 : limit + 1, most)
          .filter(length -> length >= 0 && length <= most)
          .distinct()
          .boxed();
    }
  }

  private static Headers none() {
    return new RecordHeaders();
  }

  private static byte[] withLoneSurrogates(byte[] value) {
    byte[] mark = MARK.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at + mark.length <= value.length; at++) {
      if (value[at] == mark[0] && value[at + 1] == mark[1] && value[at + 2] == mark[2]) {
        System.arraycopy(LONE, 0, value, at, LONE.length);
      }
    }
    return value;
  }
}
