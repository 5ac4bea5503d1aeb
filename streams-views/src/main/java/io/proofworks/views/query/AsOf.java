package io.proofworks.views.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.views.ViewReader;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Up to where an answer knows the log.
 *
 * @param time log time, epoch milliseconds; 0 when nothing has been read
 * @param offsets by {@code topic-partition}
 * @param missing what it does not know before that: topic, partition, from, to
 */
record AsOf(long time, Map<String, Long> offsets, Set<JsonNode> missing) {

  static AsOf of(ViewReader reader) {
    ViewReader.Known known = reader.known();
    return new AsOf(known.time(), known.offsets(), new LinkedHashSet<>(known.missing()));
  }

  /** What all of them know. */
  static AsOf of(Collection<AsOf> parts) {
    Map<String, Long> offsets = new TreeMap<>();
    parts.forEach(
        part -> part.offsets.forEach((source, at) -> offsets.merge(source, at, Math::min)));
    Set<JsonNode> missing = new LinkedHashSet<>();
    parts.forEach(part -> missing.addAll(part.missing));
    return new AsOf(parts.stream().mapToLong(AsOf::time).min().orElse(0), offsets, missing);
  }

  static AsOf of(JsonNode json) {
    Map<String, Long> offsets = new TreeMap<>();
    json.path("offsets")
        .properties()
        .forEach(at -> offsets.put(at.getKey(), at.getValue().asLong()));
    Set<JsonNode> missing = new LinkedHashSet<>();
    json.path("missing").forEach(missing::add);
    return new AsOf(json.path("time").asLong(), offsets, missing);
  }

  ObjectNode json(long now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", time).put("lagMs", Math.max(0, now - time));
    ObjectNode at = node.putObject("offsets");
    offsets.forEach(at::put);
    if (!missing.isEmpty()) {
      node.put("incomplete", true).putArray("missing").addAll(missing);
    }
    return node;
  }
}
