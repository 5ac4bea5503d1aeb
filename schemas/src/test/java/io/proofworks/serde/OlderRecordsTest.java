package io.proofworks.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Heartbeat;
import io.proofworks.messages.Samples;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.SessionKey;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Heartbeats have grown once: aggregators say how many jobs they can work on. */
final class OlderRecordsTest {

  private static final long SEED = 11;
  private static final List<String> ADDED = List.of("aggregationSlots", "aggregating");
  private static final Schema BEFORE = before();
  private static final SessionKey SESSION = SessionKey.fromSeed(new byte[32]);

  private final MarketSerdes serdes =
      new MarketSerdes(
          new SchemaRegistry() {
            @Override
            public int find(String subject, Schema schema) {
              return 7;
            }

            @Override
            public Schema byId(int id) {
              throw new AssertionError("an id of an outsider is not looked up");
            }

            @Override
            public boolean compatible(String subject, Schema schema) {
              return true;
            }
          });
  private final Decoder<Heartbeat> decoder = serdes.decoder(Topics.HEARTBEATS, List.of(BEFORE));

  private static Schema before() {
    Schema now = Heartbeat.getClassSchema();
    Schema schema = Schema.createRecord(now.getName(), "", now.getNamespace(), false);
    schema.setFields(
        now.getFields().stream()
            .filter(field -> !ADDED.contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
    return schema;
  }

  /** As a worker of before wrote it, who knew of no slots. */
  private static byte[] written(Heartbeat signed) throws IOException {
    GenericData.Record old = new GenericData.Record(BEFORE);
    BEFORE.getFields().forEach(field -> old.put(field.name(), signed.get(field.name())));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
    new GenericDatumWriter<GenericData.Record>(BEFORE).write(old, encoder);
    return WireFormat.frame(99, body.toByteArray());
  }

  private static Heartbeat signed(Samples samples) {
    Heartbeat drawn = samples.draw(Heartbeat.class);
    return SignedMessages.sign(
        Heartbeat.newBuilder(drawn).setAggregationSlots(-1).setAggregating(0).build(), SESSION);
  }

  @Test
  void shouldReadWhatWasSignedBeforeARecordGrew() throws Exception {
    Samples samples = new Samples(SEED);
    for (int i = 0; i < 1_000; i++) {
      Heartbeat signed = signed(samples);

      Decoded<Heartbeat> read = decoder.decode(written(signed));

      assertThat(read).isEqualTo(new Decoded.Value<>(signed));
      assertThat(SignedMessages.verify(signed, SESSION.publicKey())).isTrue();
    }
  }

  @Test
  void shouldReadWhatIsWrittenNowAsItIs() {
    Samples samples = new Samples(SEED);
    for (int i = 0; i < 1_000; i++) {
      Heartbeat now = samples.draw(Heartbeat.class);
      byte[] bytes = serdes.encode(Topics.HEARTBEATS, now);

      assertThat(decoder.decode(bytes)).isEqualTo(serdes.decoder(Topics.HEARTBEATS).decode(bytes));
    }
  }

  @Test
  void shouldReadNothingThatNoVersionIs() throws Exception {
    byte[] bytes = written(signed(new Samples(SEED)));
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 9);
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);

    assertThat(serdes.decoder(Topics.HEARTBEATS, List.of()).decode(bytes))
        .as("of a version that is not known")
        .isInstanceOf(Decoded.Malformed.class);
    assertThat(decoder.decode(longer)).isInstanceOf(Decoded.Malformed.class);
    assertThat(decoder.decode(shorter)).isInstanceOf(Decoded.Malformed.class);
  }
}
