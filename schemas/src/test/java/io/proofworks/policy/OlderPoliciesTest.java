package io.proofworks.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.MarketRules;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.PublicVersions;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Policies from before they named the market's rules go by the first version of them. */
final class OlderPoliciesTest {

  private static final Schema BEFORE = PublicVersions.of(Topics.POLICIES, 1).orElseThrow();
  private static final int ID = 7;

  private final MarketSerdes serdes =
      new MarketSerdes(
          new SchemaRegistry() {
            @Override
            public int find(String subject, Schema schema) {
              throw new AssertionError("nothing is written");
            }

            @Override
            public Schema byId(int id) {
              assertThat(id).isEqualTo(ID);
              return BEFORE;
            }

            @Override
            public boolean compatible(String subject, Schema schema) {
              return true;
            }
          });

  private static byte[] written(Policy policy) throws IOException {
    GenericData.Record old = new GenericData.Record(BEFORE);
    BEFORE.getFields().forEach(field -> old.put(field.name(), policy.get(field.name())));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
    new GenericDatumWriter<GenericData.Record>(BEFORE).write(old, encoder);
    byte[] bytes = body.toByteArray();
    return ByteBuffer.allocate(5 + bytes.length).put((byte) 0).putInt(ID).put(bytes).array();
  }

  @Test
  void shouldGoByTheFirstVersionOfTheRules() throws Exception {
    Policy policy =
        Policy.newBuilder(PolicyBoundsTest.policy()).setRules(MarketRules.FIRST).build();

    assertThat(BEFORE.getField("rules")).isNull();
    assertThat(serdes.decoder(Topics.POLICIES).decode(written(policy)))
        .isEqualTo(new Decoded.Value<>(policy));
  }
}
