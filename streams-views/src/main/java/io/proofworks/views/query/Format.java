package io.proofworks.views.query;

import org.jspecify.annotations.Nullable;

/** How a page of lines is written. */
enum Format {
  JSON,
  CSV,
  NDJSON;

  /**
   * By the parameter {@code format}, or else by what the client accepts first.
   *
   * @throws Problem bad-parameter
   */
  static Format of(Parameters query, @Nullable String accept) {
    return query
        .find("format")
        .map(Format::named)
        .orElseGet(() -> accept == null ? JSON : accepted(accept));
  }

  private static Format named(String name) {
    return switch (name) {
      case "json" -> JSON;
      case "csv" -> CSV;
      case "ndjson" -> NDJSON;
      default -> throw Problem.badParameter("format is json, csv or ndjson");
    };
  }

  private static Format accepted(String accept) {
    if (accept.startsWith("text/csv")) {
      return CSV;
    }
    return accept.startsWith("application/x-ndjson") ? NDJSON : JSON;
  }
}
