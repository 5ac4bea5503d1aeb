package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.protocol.Hash32;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MerkleTreeTest {

  /** Leaves and roots of the reference tests of Certificate Transparency. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static MerkleTree tree(int leaves) {
    MerkleTree tree = new MerkleTree();
    for (int i = 0; i < leaves; i++) {
      tree.append(leaf(i));
    }
    return tree;
  }

  private static byte[] leaf(int i) {
    return i < LEAVES.size()
        ? HexFormat.of().parseHex(LEAVES.get(i))
        : Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void shouldHaveTheRootsOfTheReference() {
    MerkleFrontier frontier = MerkleFrontier.EMPTY;
    MerkleTree tree = tree(8);
    assertThat(frontier.root()).isEqualTo(tree.root(0));
    for (int size = 1; size <= 8; size++) {
      frontier = frontier.with(leaf(size - 1));
      Hash32 expected = Hash32.parse("0x" + ROOTS.get(size - 1));
      assertThat(tree.root(size)).isEqualTo(expected);
      assertThat(frontier.root()).isEqualTo(expected);
      assertThat(MerkleFrontier.of(frontier.bytes())).isEqualTo(frontier);
    }
  }

  @Test
  void shouldProveEachLeafOfEachSizeAndNothingElse() {
    MerkleTree tree = tree(70);
    for (int size = 1; size <= 70; size++) {
      Hash32 root = tree.root(size);
      for (int i = 0; i < size; i++) {
        List<Hash32> proof = tree.inclusion(i, size);
        Hash32 leaf = Merkle.leaf(leaf(i));
        assertThat(Merkle.isIncluded(leaf, i, size, proof, root)).isTrue();
        assertThat(Merkle.isIncluded(Merkle.leaf(leaf(i + 1)), i, size, proof, root)).isFalse();
        assertThat(Merkle.isIncluded(leaf, i + 1, size, proof, root)).isFalse();
        assertThat(Merkle.isIncluded(leaf, i, size, proof, tree.root(size - 1))).isFalse();
        assertThat(Merkle.isIncluded(leaf, i, 2L * size + 1, proof, root))
            .as("too short")
            .isFalse();
        if (!proof.isEmpty()) {
          List<Hash32> shorter = proof.subList(1, proof.size());
          assertThat(Merkle.isIncluded(leaf, i, size, shorter, root)).isFalse();
        }
      }
    }
  }

  @Test
  void shouldProveThatEachSizeIsThePrefixOfEachLargerOneAndNothingElse() {
    MerkleTree tree = tree(40);
    for (int larger = 1; larger <= 40; larger++) {
      for (int size = 1; size <= larger; size++) {
        List<Hash32> proof = tree.consistency(size, larger);
        Hash32 root = tree.root(size);
        Hash32 largerRoot = tree.root(larger);
        assertThat(Merkle.isConsistent(size, larger, root, largerRoot, proof)).isTrue();
        assertThat(Merkle.isConsistent(size, larger, largerRoot, root, proof))
            .isEqualTo(size == larger);
        List<Hash32> longer = new ArrayList<>(proof);
        longer.add(root);
        assertThat(Merkle.isConsistent(size, larger, root, largerRoot, longer)).isFalse();
      }
    }
  }

  @Test
  void shouldRefuseWhatIsNotInTheTree() {
    MerkleTree tree = tree(3);
    assertThatIllegalArgumentException().isThrownBy(() -> tree.root(4));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> MerkleFrontier.of(new byte[9]));
  }
}
