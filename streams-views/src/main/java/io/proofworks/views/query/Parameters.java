package io.proofworks.views.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A query string, of which every name is known and given once. */
record Parameters(Map<String, String> values) {

  static final int DEFAULT_LIMIT = 100;
  static final int MOST = 1_000;

  /**
   * Reads it.
   *
   * @throws Problem unknown-parameter, naming the known ones; repeated-parameter; bad-parameter
   */
  static Parameters parse(@Nullable String query, List<String> known) {
    Map<String, String> values = new HashMap<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        put(values, pair, known);
      }
    }
    return new Parameters(values);
  }

  private static void put(Map<String, String> values, String pair, List<String> known) {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    if (!known.contains(name)) {
      throw new Problem(
          400, "unknown-parameter", "'" + name + "' is not known here; known: " + known);
    }
    if (values.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
      throw new Problem(400, "repeated-parameter", "'" + name + "' is given more than once");
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Problem(400, "bad-parameter", "not percent-encoded: " + text);
    }
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * @throws Problem bad-parameter if it is not there
   */
  String required(String name) {
    return find(name).orElseThrow(() -> new Problem(400, "bad-parameter", name + " is missing"));
  }

  /** Nothing but what a filter is made of: the given ones of these names. */
  Map<String, String> only(List<String> names) {
    Map<String, String> found = new HashMap<>(values);
    found.keySet().retainAll(names);
    return found;
  }

  /** A whole number from 0; empty when it is not there. */
  Optional<Long> whole(String name) {
    return find(name)
        .map(text -> {
          if (!text.matches("0|[1-9][0-9]{0,17}")) {
            throw new Problem(400, "bad-parameter", name + " is a whole number from 0");
          }
          return Long.parseLong(text);
        });
  }

  /** 1 to {@link #MOST}, by default {@link #DEFAULT_LIMIT}. */
  int limit() {
    String text = values.getOrDefault("limit", Integer.toString(DEFAULT_LIMIT));
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
      throw new Problem(400, "bad-parameter", "limit is a whole number from 1 to " + MOST);
    }
    return Integer.parseInt(text);
  }
}
