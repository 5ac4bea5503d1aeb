package io.proofworks.market.reference;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of a page. */
final class Markdown {

  private Markdown() {}

  static String row(Object... cells) {
    return Stream.of(cells)
        .map(cell -> cell.toString().replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  static String head(String... names) {
    return row((Object[]) names) + "|---".repeat(names.length) + "|\n";
  }

  static String code(Object text) {
    return "`" + text + "`";
  }
}
