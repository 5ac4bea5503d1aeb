package io.proofworks.market.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.protocol.PlainText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows of text under named columns, written as an aligned table, JSON or CSV. Cells may have been
 * chosen by anybody, so they are shown as {@link PlainText}: nothing of them moves a terminal's
 * cursor or is calculated by a spreadsheet.
 *
 * @param columns names, in order
 * @param rows each as long as the columns
 */
public record Table(List<String> columns, List<List<String>> rows) {

  /** How a table is written. */
  public enum Format {
    TABLE,
    JSON,
    CSV
  }

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  public static Table of(String... columns) {
    return new Table(List.of(columns), List.of());
  }

  /** With one row more. */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(columns.size() + " columns, " + cells.length + " cells");
    }
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of(cells));
    return new Table(columns, more);
  }

  /** The whole text, ending with a line feed. */
  public String format(Format format) {
    return switch (format) {
      case TABLE -> aligned();
      case JSON -> json();
      case CSV -> csv();
    };
  }

  private String aligned() {
    Table shown = map(PlainText::line);
    return shown.padded();
  }

  private Table map(UnaryOperator<String> cell) {
    return new Table(columns, rows.stream().map(row -> row.stream().map(cell).toList()).toList());
  }

  private String padded() {
    List<Integer> widths = IntStream.range(0, columns.size()).map(this::width).boxed().toList();
    StringBuilder text = new StringBuilder(line(columns, widths));
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private int width(int column) {
    return Math.max(
        columns.get(column).length(),
        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i)).append(" ".repeat(widths.get(i) - cells.get(i).length() + 2));
    }
    return line.toString().stripTrailing() + "\n";
  }

  private String json() {
    List<Map<String, String>> objects = rows.stream().map(this::object).toList();
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(objects) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings always become JSON", e);
    }
  }

  private Map<String, String> object(List<String> row) {
    Map<String, String> object = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      object.put(columns.get(i), row.get(i));
    }
    return object;
  }

  private String csv() {
    return IntStream.rangeClosed(0, rows.size())
        .mapToObj(i -> i == 0 ? columns : rows.get(i - 1))
        .map(row ->
            row.stream().map(PlainText::cell).map(Table::quoted).collect(Collectors.joining(","))
                + "\r\n")
        .collect(Collectors.joining());
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
