package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.views.domain.KeptNode;
import io.proofworks.views.domain.KeptShard;
import io.proofworks.views.domain.Progress;
import io.proofworks.views.domain.TreeChild;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BatchTreeTest {

  private static KeptShard shard(String id, long verifiedAt) {
    KeptShard.Proof proof = verifiedAt == 0 ? null : new KeptShard.Proof("p", false, verifiedAt);
    return new KeptShard(id, Progress.NONE, null, proof);
  }

  private static KeptNode node(int id, long verifiedAt, Object... children) {
    List<TreeChild> all =
        Stream.of(children)
            .map(child ->
                child instanceof Integer inner
                    ? new TreeChild(null, inner, "d")
                    : new TreeChild(child.toString(), null, "d"))
            .toList();
    return new KeptNode(
        new KeptNode.Grant(id, false, 1, "a", all, List.of(), 0, "INITIAL", 0), verifiedAt);
  }

  @Test
  void shouldMarkThePathToTheShardThatWasReadyLast() {
    List<KeptShard> shards = List.of(shard("a", 10), shard("b", 40), shard("c", 30));
    List<KeptNode> nodes = List.of(node(0, 50, "a", "b"), node(1, 60, 0, "c"));

    BatchTree tree = new BatchTree(shards, nodes);

    assertThat(nodes).allMatch(node -> tree.isCritical(Objects.requireNonNull(node.grant())));
    assertThat(shards.stream().map(tree::isCritical)).containsExactly(false, true, false);
  }

  @Test
  void shouldMarkWhatIsStillMissing() {
    List<KeptShard> shards = List.of(shard("a", 10), shard("b", 0), shard("c", 30));

    BatchTree tree = new BatchTree(shards, List.of(node(0, 40, "a", "c")));

    assertThat(shards.stream().map(tree::isCritical)).containsExactly(false, true, false);
  }
}
