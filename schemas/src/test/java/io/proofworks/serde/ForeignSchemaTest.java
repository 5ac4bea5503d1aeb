package io.proofworks.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.topics.Topics;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.SchemaParseException;
import org.junit.jupiter.api.Test;

class ForeignSchemaTest {

  private static String record(String name, String... types) {
    return IntStream.range(0, types.length)
        .mapToObj(i -> "{'name':'f%d','type':%s}".formatted(i, types[i]))
        .collect(Collectors.joining(",", "{'type':'record','name':'" + name + "','fields':[", "]}"))
        .replace('\'', '"');
  }

  @Test
  void shouldReadTheMarketsOwnAndOneThatNamesATypeTwice() {
    Topics.all()
        .forEach(topic ->
            assertThat(ForeignSchema.parse(topic.schema().toString())).isEqualTo(topic.schema()));
    String twice = record("A", record("B", "'int'"), "'B'", "['null','B']");
    assertThat(ForeignSchema.parse(twice).getFields()).hasSize(3);
  }

  @Test
  void shouldRefuseOneThatContainsItselfHoweverFarBelow() {
    Stream.of(
            record("A", "'A'"),
            record("A", "['null','A']"),
            record("A", "{'type':'array','items':'A'}"),
            record("A", record("B", "{'type':'map','values':['null','A']}")))
        .forEach(text ->
            assertThatThrownBy(() -> ForeignSchema.parse(text))
                .as(text)
                .isInstanceOf(SchemaParseException.class)
                .hasMessage("the schema of A contains itself"));
  }

  /** Six lines that have a million fields of no bytes. */
  @Test
  void shouldRefuseOneThatNamesOthersTooOften() {
    String text = "'null'";
    for (int level = 0; level < 6; level++) {
      String below = "'T" + (level - 1) + "'";
      String[] fields = IntStream.range(0, 10).mapToObj(i -> below).toArray(String[]::new);
      fields[0] = text;
      text = record("T" + level, level == 0 ? new String[] {"'null'"} : fields);
    }
    String most = text;
    assertThatThrownBy(() -> ForeignSchema.parse(most))
        .isInstanceOf(SchemaParseException.class)
        .hasMessage("a schema of more than 10000 types");
  }
}
