package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ChildProof;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.Verdicts;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * The records that repeat what outsiders wrote, with every text as long and as wide as one may be:
 * they fit their topics, so no input can make settlement write what a broker refuses.
 */
class OutputSizesTest {

  private static final byte[] KEY =
      "k".repeat(Topic.MAX_KEY_BYTES).getBytes(StandardCharsets.UTF_8);
  private static final String WIDEST = "\u8A3C".repeat(FieldLimits.TEXT);

  private final MarketSerdes serdes =
      new MarketSerdes(
          new SchemaRegistry() {
            @Override
            public int find(String subject, Schema schema) {
              return Integer.MAX_VALUE;
            }

            @Override
            public Schema byId(int id) {
              throw new IllegalStateException("nothing is read");
            }

            @Override
            public boolean compatible(String subject, Schema schema) {
              return true;
            }
          });

  private <V extends SpecificRecord> int size(Topic<V> topic, V value) {
    return RecordSize.ofBatch(KEY, serdes.encode(topic, value), new RecordHeaders());
  }

  @Test
  void shouldHoldAnyVerdict() {
    Verdict worst = Verdicts.bounded(worst(Verdict.class));

    assertThat(size(Topics.VERDICTS, worst)).isLessThan(Topics.VERDICTS.maxMessageBytes());
  }

  @Test
  void shouldHoldAProofAsLargeAsARevealWithItsStatement() {
    ChildProof worst =
        ChildProof.newBuilder(worst(ChildProof.class))
            .setProof(ByteBuffer.allocate(Topics.REVEALS.maxMessageBytes()))
            .setPublicInputs(ByteBuffer.allocate(64 * 1024))
            .build();

    assertThat(size(Topics.CHILD_PROOFS, worst)).isLessThan(Topics.CHILD_PROOFS.maxMessageBytes());
  }

  @Test
  void shouldHoldAnyRegistrationInAStanding() {
    ProverStanding without =
        ProverStanding.newBuilder(worst(ProverStanding.class)).setRegistration(null).build();

    assertThat(size(Topics.PROVERS, without) + Topics.REGISTRATIONS.maxMessageBytes())
        .isLessThan(Topics.PROVERS.maxMessageBytes());
  }

  @Test
  void shouldHoldAnyMovement() {
    assertThat(size(Topics.LEDGER, worst(LedgerMovement.class)))
        .isLessThan(Topics.LEDGER.maxMessageBytes());
  }

  private static <V extends SpecificRecord> V worst(Class<V> type) {
    return type.cast(fill(SpecificData.get().getSchema(type)));
  }

  private static Object fill(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> WIDEST;
      case BYTES -> ByteBuffer.allocate(FieldLimits.BYTES);
      case INT -> Integer.MIN_VALUE;
      case LONG -> Long.MIN_VALUE;
      case BOOLEAN -> true;
      case DOUBLE -> 1.0;
      case ARRAY -> Collections.nCopies(FieldLimits.ITEMS, fill(schema.getElementType()));
      case MAP -> Map.of();
      case UNION -> fill(schema.getTypes().getLast());
      case RECORD -> record(schema);
      default -> throw new AssertionError("the market has no " + schema);
    };
  }

  private static SpecificRecord record(Schema schema) {
    SpecificRecord filled = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    List<Schema.Field> fields = schema.getFields();
    fields.forEach(field -> filled.put(field.pos(), fill(field.schema())));
    return filled;
  }
}
