package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final JsonNode ODD =
      JsonNodeFactory.instance
          .objectNode()
          .put("routeId", "=HYPERLINK(\"x\")")
          .put("detail", "x\n\u001b[2J\u202E")
          .put("lost", -5);

  @Test
  void shouldWriteCellsThatASpreadsheetDoesNotCalculate() {
    assertThat(Table.csv(List.of(ODD)))
        .isEqualTo(
            "routeId,detail,lost\r\n"
                + "\"'=HYPERLINK(\"\"x\"\")\",\"x\\u000a\\u001b[2J\\u202e\",-5\r\n");
  }

  @Test
  void shouldWriteOneLineForEachObject() {
    assertThat(Table.ndjson(List.of(ODD, ODD)).lines()).hasSize(2);
    assertThat(Table.ndjson(List.of(ODD))).contains("x\\n").contains("\\u202e").endsWith("}\n");
  }
}
