package io.proofworks.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every topic's decoder on hostile bytes: always an answer, never much memory, one form only. */
class DecoderFuzzTest {

  private static final int SCHEMA_ID = 1;
  private static final long MOST_ALLOCATED = 4L << 20;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Gives every subject the same id, and every id an answer. */
  private static final class AnyId implements SchemaRegistry {
    @Override
    public int find(String subject, Schema schema) {
      return SCHEMA_ID;
    }

    @Override
    public Schema byId(int id) {
      throw new UnknownSchemaException(id);
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  @Test
  void shouldAnswerHostileBytesOfEveryTopic() {
    fuzz(40);
  }

  @Test
  @Tag("nightly")
  void shouldAnswerManyHostileBytesOfEveryTopic() {
    fuzz(20_000);
  }

  @Test
  void shouldReadBackTheOneFormOfARecord() {
    for (Topic<?> topic : Topics.all()) {
      Random random = new Random(topic.name().hashCode());
      for (int round = 0; round < 20; round++) {
        byte[] bytes = record(topic, random);
        assertThat(reencoded(topic, bytes)).as(topic.name()).isEqualTo(bytes);
      }
    }
  }

  private void fuzz(int rounds) {
    for (Topic<?> topic : Topics.all()) {
      Random random = new Random(topic.name().hashCode());
      for (int round = 0; round < rounds; round++) {
        byte[] good = record(topic, random);
        for (byte[] hostile : hostile(good, random)) {
          requireAnswer(topic, hostile);
        }
      }
    }
  }

  private static void requireAnswer(Topic<?> topic, byte[] bytes) {
    Decoder<?> decoder = serdes(topic).decoder(topic);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Decoded<?> decoded = decoder.decode(bytes);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes allocated for %s", topic.name()).isLessThan(MOST_ALLOCATED);
    if (decoded instanceof Decoded.Malformed<?>(String detail)) {
      assertThat(detail).as(topic.name()).isNotBlank().doesNotContain("Exception");
    }
  }

  /** Knows the topic's schema, as every process does that has started. */
  private static MarketSerdes serdes(Topic<?> topic) {
    MarketSerdes serdes = new MarketSerdes(new AnyId());
    serdes.lookUp(List.of(topic));
    return serdes;
  }

  private static List<byte[]> hostile(byte[] good, Random random) {
    List<byte[]> hostile = new ArrayList<>();
    hostile.add(new byte[0]);
    hostile.add(Arrays.copyOf(good, random.nextInt(good.length)));
    hostile.add(Arrays.copyOf(good, good.length + 1 + random.nextInt(20)));
    byte[] flipped = good.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    hostile.add(flipped);
    hostile.add(noise(random, 1 + random.nextInt(200)));
    byte[] framed = noise(random, 5 + random.nextInt(64 << 10));
    ByteBuffer.wrap(framed).put((byte) 0).putInt(SCHEMA_ID);
    hostile.add(framed);
    hostile.add(hugeLength(good, random));
    return hostile;
  }

  private static byte[] noise(Random random, int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  /** A number near the largest somewhere in the record: a length or a count, if it hits one. */
  private static byte[] hugeLength(byte[] good, Random random) {
    byte[] huge = good.clone();
    int at = 5 + random.nextInt(Math.max(1, huge.length - 5));
    for (int i = at; i < Math.min(huge.length, at + 4 + random.nextInt(6)); i++) {
      huge[i] = (byte) 0xfe;
    }
    return huge;
  }

  private static <V extends SpecificRecord> byte[] record(Topic<V> topic, Random random) {
    MarketSerdes serdes = serdes(topic);
    @SuppressWarnings("unchecked")
    V value = (V) SpecificData.get().deepCopy(topic.schema(), value(topic.schema(), random));
    return serdes.encode(topic, value);
  }

  private static <V extends SpecificRecord> byte[] reencoded(Topic<V> topic, byte[] bytes) {
    Decoder<V> form =
        new AvroDecoder<>(topic.schema(), id -> List.of(topic.schema()), value -> Optional.empty());
    return switch (form.decode(bytes)) {
      case Decoded.Value<V>(V value) -> serdes(topic).encode(topic, value);
      case Decoded.Malformed<V>(String detail) -> throw new AssertionError(detail);
    };
  }

  private static Object value(Schema schema, Random random) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, random);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          items.add(value(schema.getElementType(), random));
        }
        yield items;
      }
      case MAP ->
          random.nextBoolean()
              ? Map.of()
              : Map.of("k" + random.nextInt(9), value(schema.getValueType(), random));
      case UNION -> value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case STRING -> "s" + Long.toHexString(random.nextLong());
      case BYTES -> ByteBuffer.wrap(noise(random, random.nextInt(100)));
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> random.nextDouble();
      case FLOAT -> random.nextFloat();
      case NULL -> null;
      case ENUM, FIXED -> throw new IllegalStateException("the market has no " + schema.getType());
    };
  }

  private static Object record(Schema schema, Random random) {
    GenericData.Record record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), random));
    }
    return record;
  }
}
