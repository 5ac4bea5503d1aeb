package io.proofworks.views;

import io.proofworks.views.domain.KeptNode;
import io.proofworks.views.domain.KeptShard;
import io.proofworks.views.domain.TreeChild;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The aggregation tree of a batch as it has become: shards, and nodes once their job was given out.
 * Says which of them are on the critical path: from the top always on to the child that was, or
 * will be, ready last.
 */
final class BatchTree {

  private final Map<String, Item> items = new HashMap<>();
  private final Set<String> below = new HashSet<>();
  private final Set<String> critical = new HashSet<>();

  /**
   * A shard or a node.
   *
   * @param readyAt when its proof was taken; the greatest number as long as it was not
   */
  private record Item(String name, long readyAt, List<String> children) {

    static Item of(KeptShard shard) {
      KeptShard.Proof proof = shard.proof();
      return new Item(
          shard.taskId(), proof == null ? Long.MAX_VALUE : proof.verifiedAt(), List.of());
    }

    static Item of(KeptNode.Grant node, @Nullable Long verifiedAt) {
      return new Item(
          nameOf(node.nodeId()),
          verifiedAt == null ? Long.MAX_VALUE : verifiedAt,
          node.children().stream().map(BatchTree::nameOf).toList());
    }
  }

  BatchTree(List<KeptShard> shards, List<KeptNode> nodes) {
    shards.forEach(shard -> add(Item.of(shard)));
    for (KeptNode node : nodes) {
      KeptNode.Grant grant = node.grant();
      if (grant != null) {
        add(Item.of(grant, node.verifiedAt()));
      }
    }
    Optional<Item> at = last(items.keySet().stream().filter(name -> !below.contains(name)));
    while (at.isPresent() && critical.add(at.get().name())) {
      at = last(at.get().children().stream());
    }
  }

  private void add(Item item) {
    items.put(item.name(), item);
    below.addAll(item.children());
  }

  private static String nameOf(TreeChild child) {
    String taskId = child.taskId();
    Integer nodeId = child.nodeId();
    return taskId != null ? taskId : nameOf(nodeId == null ? 0 : nodeId);
  }

  private static String nameOf(int nodeId) {
    return "node " + nodeId;
  }

  private Optional<Item> last(Stream<String> names) {
    return names
        .filter(items::containsKey)
        .map(items::get)
        .max(Comparator.comparingLong(Item::readyAt).thenComparing(Item::name));
  }

  /** Whether a shard is on the critical path. */
  boolean isCritical(KeptShard shard) {
    return critical.contains(shard.taskId());
  }

  /** Whether a node is on the critical path. */
  boolean isCritical(KeptNode.Grant node) {
    return critical.contains(nameOf(node.nodeId()));
  }
}
