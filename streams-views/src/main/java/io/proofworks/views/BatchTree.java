package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The aggregation tree of a batch as it has become: shards, and nodes once their job was given out.
 * Says which of them are on the critical path: from the top always on to the child that was, or
 * will be, ready last.
 */
final class BatchTree {

  private final Map<String, ObjectNode> items = new HashMap<>();
  private final Set<String> below = new HashSet<>();

  BatchTree(List<ObjectNode> shards, List<ObjectNode> nodes) {
    shards.forEach(shard -> items.put(nameOf(shard), shard));
    nodes.forEach(node -> items.put(nameOf(node), node));
    nodes.forEach(node -> node.path("children").forEach(child -> below.add(nameOf(child))));
  }

  private static String nameOf(JsonNode item) {
    return item.path("taskId").isTextual()
        ? item.path("taskId").asText()
        : "node " + item.path("nodeId").asInt();
  }

  /** Marks every item. */
  void mark() {
    items.values().forEach(item -> item.put("critical", false));
    Optional<ObjectNode> at = last(items.keySet().stream().filter(name -> !below.contains(name)));
    while (at.isPresent()) {
      at.get().put("critical", true);
      at = last(children(at.get()));
    }
  }

  private static Stream<String> children(ObjectNode item) {
    Collection<String> names = new HashSet<>();
    item.path("children").forEach(child -> names.add(nameOf(child)));
    return names.stream();
  }

  private Optional<ObjectNode> last(Stream<String> names) {
    return names
        .map(items::get)
        .filter(item -> item != null)
        .max(Comparator.comparingLong(BatchTree::readyAt).thenComparing(BatchTree::nameOf));
  }

  private static long readyAt(JsonNode item) {
    return item.path("verifiedAt").asLong(Long.MAX_VALUE);
  }
}
