package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchTreeTest {

  private static ObjectNode shard(String id, long verifiedAt) {
    ObjectNode shard = ViewReader.JSON.createObjectNode().put("taskId", id);
    return verifiedAt == 0 ? shard : shard.put("verifiedAt", verifiedAt);
  }

  private static ObjectNode node(int id, long verifiedAt, Object... children) {
    ObjectNode node = ViewReader.JSON.createObjectNode().put("nodeId", id);
    if (verifiedAt != 0) {
      node.put("verifiedAt", verifiedAt);
    }
    var array = node.putArray("children");
    for (Object child : children) {
      if (child instanceof Integer inner) {
        array.addObject().putNull("taskId").put("nodeId", inner);
      } else {
        array.addObject().put("taskId", child.toString()).putNull("nodeId");
      }
    }
    return node;
  }

  private static boolean critical(ObjectNode item) {
    return item.path("critical").asBoolean();
  }

  @Test
  void shouldMarkThePathToTheShardThatWasReadyLast() {
    List<ObjectNode> shards = List.of(shard("a", 10), shard("b", 40), shard("c", 30));
    List<ObjectNode> nodes = List.of(node(0, 50, "a", "b"), node(1, 60, 0, "c"));

    new BatchTree(shards, nodes).mark();

    assertThat(nodes).allMatch(BatchTreeTest::critical);
    assertThat(shards.stream().map(BatchTreeTest::critical)).containsExactly(false, true, false);
  }

  @Test
  void shouldMarkWhatIsStillMissing() {
    List<ObjectNode> shards = List.of(shard("a", 10), shard("b", 0), shard("c", 30));

    new BatchTree(shards, List.of(node(0, 40, "a", "c"))).mark();

    assertThat(shards.stream().map(BatchTreeTest::critical)).containsExactly(false, true, false);
  }
}
