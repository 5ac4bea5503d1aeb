package io.proofworks.views.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.proofworks.protocol.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Lines of a list as tables of text: CSV (RFC 4180) and NDJSON. What may be an outsider's word is
 * shown as {@link PlainText}.
 */
final class Table {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CsvMapper CSV = new CsvMapper();

  private Table() {}

  static String ndjson(List<JsonNode> lines) {
    StringJoiner text = new StringJoiner("\n", "", lines.isEmpty() ? "" : "\n");
    lines.forEach(line -> text.add(PlainText.line(line.toString())));
    return text.toString();
  }

  /** Columns are the fields of the lines; of nested objects with a dot, lists as JSON. */
  static String csv(List<JsonNode> lines) {
    List<ObjectNode> rows = lines.stream().map(Table::flat).toList();
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    new ArrayList<>(columns).forEach(schema::addColumn);
    try {
      return columns.isEmpty() ? "" : CSV.writer(schema.build()).writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("lines that are no table", e);
    }
  }

  private static ObjectNode flat(JsonNode line) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    flatten("", line, row);
    return row;
  }

  private static void flatten(String prefix, JsonNode line, ObjectNode row) {
    line.properties()
        .forEach(field -> {
          String name = prefix + field.getKey();
          JsonNode value = field.getValue();
          if (value.isObject()) {
            flatten(name + ".", value, row);
          } else if (value.isArray()) {
            row.put(name, PlainText.cell(write(value)));
          } else if (value.isTextual()) {
            row.put(name, PlainText.cell(value.asText()));
          } else {
            row.set(name, value);
          }
        });
  }

  private static String write(JsonNode value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no JSON", e);
    }
  }
}
