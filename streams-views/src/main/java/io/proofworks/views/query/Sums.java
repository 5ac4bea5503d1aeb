package io.proofworks.views.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Counts of partitions, added up field by field. */
final class Sums {

  private Sums() {}

  /** Adds numbers; of anything else the first that is there stays. */
  static void add(ObjectNode sum, JsonNode part) {
    part.properties().forEach(field -> add(sum, field.getKey(), field.getValue()));
  }

  private static void add(ObjectNode sum, String name, JsonNode value) {
    JsonNode before = sum.get(name);
    if (name.equals("policy")) {
      if (before == null || before.isNull()) {
        sum.set(name, value);
      }
    } else if (value.isObject()) {
      add(sum.withObject("/" + name), value);
    } else if (value.isIntegralNumber() && before != null) {
      sum.put(name, Math.addExact(before.asLong(), value.asLong()));
    } else if (before == null) {
      sum.set(name, value);
    }
  }
}
