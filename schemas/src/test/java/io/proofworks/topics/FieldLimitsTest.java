package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Supersession;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class FieldLimitsTest {

  private static Supersession supersession(String cause, String replacement, int signature) {
    return new Supersession("d", "b", "r", cause, replacement, ByteBuffer.allocate(signature));
  }

  private static Heartbeat heartbeat(int declines, String taskId) {
    return new Heartbeat(
        "d",
        "p",
        1L,
        1,
        0,
        false,
        Collections.nCopies(declines, new Decline(taskId, 1)),
        ByteBuffer.allocate(0),
        -1,
        0);
  }

  @Test
  void shouldTakeEachFieldUpToItsLimitAndNameTheOneThatHasMore() {
    String most = "x".repeat(FieldLimits.TEXT);

    assertThat(FieldLimits.excess(supersession(most, most, FieldLimits.BYTES))).isEmpty();
    assertThat(FieldLimits.excess(supersession(most + "x", null, 0)))
        .contains("cause has 257 characters, at most 256");
    assertThat(FieldLimits.excess(supersession("", most + "x", 0)))
        .contains("replacementBatchId has 257 characters, at most 256");
    assertThat(FieldLimits.excess(supersession("", null, FieldLimits.BYTES + 1)))
        .contains("signature has 513 bytes, at most 512");
  }

  @Test
  void shouldLookIntoLists() {
    assertThat(FieldLimits.excess(heartbeat(1_024, "t"))).isEmpty();
    assertThat(FieldLimits.excess(heartbeat(1_025, "t")))
        .contains("declines has 1025 items, at most 1024");
    assertThat(FieldLimits.excess(heartbeat(1, "x\u001b")))
        .contains("declines.taskId has U+001B, which is no text");
  }

  @Test
  void shouldRefuseTextThatIsNotPlainWhereverItStands() {
    assertThat(FieldLimits.excess(new Stake("d", "a", "k", 1L, "tx\u202E")))
        .contains("reference has U+202E, which is no text");
  }

  @Test
  void shouldKnowWhoseWordsAreForeign() {
    assertThat(Topics.all().stream().filter(Topic::foreignWords).map(Topic::name))
        .containsExactlyInAnyOrder(
            "market.registrations",
            "market.heartbeats",
            "market.stakes",
            "market.batches",
            "market.supersessions",
            "market.commitments",
            "market.reveals",
            "market.aggregates",
            "market.executions",
            "market.cosignatures");
  }

  @Test
  void shouldHoldTheDecodersOfForeignWordsToThem() {
    MarketSerdes serdes = new MarketSerdes(new OneId());
    Supersession large = supersession("x".repeat(60_000), null, 0);
    Supersession small = supersession("x", null, 0);

    assertThat(decoded(serdes, Topics.SUPERSESSIONS, small)).isEqualTo(new Decoded.Value<>(small));
    assertThat(decoded(serdes, Topics.SUPERSESSIONS, large))
        .isEqualTo(new Decoded.Malformed<>("cause has 60000 characters, at most 256"));
  }

  private static <V extends SpecificRecord> Decoded<V> decoded(
      MarketSerdes serdes, Topic<V> topic, V value) {
    return serdes.decoder(topic).decode(serdes.encode(topic, value));
  }

  /** Takes everything. */
  private static final class OneId implements SchemaRegistry {
    @Override
    public int find(String subject, Schema schema) {
      return 1;
    }

    @Override
    public Schema byId(int id) {
      throw new IllegalStateException("an outsider's schema id is looked up");
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  /** A record within itself could be nested without end, and no limit of a field would say so. */
  @Test
  void shouldHaveNoRecordWithinItself() {
    for (Topic<?> topic : Topics.all()) {
      requireFinite(topic.schema(), Set.of());
    }
  }

  private static void requireFinite(Schema schema, Set<String> around) {
    for (Schema inner : parts(schema)) {
      Set<String> names = new HashSet<>(around);
      if (schema.getType() == Schema.Type.RECORD) {
        assertThat(names.add(schema.getFullName())).as(schema.getFullName()).isTrue();
      }
      requireFinite(inner, names);
    }
  }

  private static List<Schema> parts(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> schema.getFields().stream().map(Schema.Field::schema).toList();
      case ARRAY -> List.of(schema.getElementType());
      case MAP -> List.of(schema.getValueType());
      case UNION -> schema.getTypes();
      default -> List.of();
    };
  }
}
