package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.Policy;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.LocalMarketSettings;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTextTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Policy policy = DefaultPolicy.of(LocalMarketSettings.DOMAIN, List.of(), 20);

  private ObjectNode json() throws Exception {
    return (ObjectNode) JSON.readTree(PolicyText.of(policy));
  }

  @Test
  void shouldReadWhatItWrites() {
    assertThat(PolicyText.parse(PolicyText.of(policy))).isEqualTo(policy);
  }

  /** A file that an older build wrote lacks whatever came since. */
  @Test
  void shouldTakeADefaultForWhateverHasOne() throws Exception {
    ObjectNode older = json();
    Policy meant = Policy.newBuilder(policy).build();
    for (Schema.Field field : Policy.getClassSchema().getFields()) {
      if (field.hasDefaultValue()) {
        older.remove(field.name());
        meant.put(field.pos(), SpecificData.get().getDefaultValue(field));
      }
    }

    assertThat(PolicyText.parse(older.toString())).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain", "version", "burnBps"})
  void shouldRefuseWhatLacksAFieldThatHasNone(String field) throws Exception {
    ObjectNode json = json();
    json.remove(field);

    assertThatThrownBy(() -> PolicyText.parse(json.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(field);
  }

  /** It would have its default, and whoever wrote it would not know. */
  @Test
  void shouldRefuseANameThatIsNoField() throws Exception {
    ObjectNode json = json();
    json.put("rulez", 2);
    ObjectNode nested = json();
    ((ObjectNode) ((ArrayNode) nested.get("classes")).get(0)).put("unitPrize", 2);

    assertThatThrownBy(() -> PolicyText.parse(json.toString())).hasMessageContaining("rulez");
    assertThatThrownBy(() -> PolicyText.parse(nested.toString()))
        .hasMessageContaining("classes.unitPrize");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null", "{", "{\"domain\": {}}"})
  void shouldRefuseWhatIsNoPolicy(String text) {
    assertThatThrownBy(() -> PolicyText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
