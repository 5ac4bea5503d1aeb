package io.proofworks.aggregation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TreePlanTest {

  private static final long COST = 100;

  private static List<TreePlan.Item> expectedAt(long... finishes) {
    return IntStream.range(0, finishes.length)
        .mapToObj(i -> new TreePlan.Item(new ChildRef.Leaf(i), false, finishes[i], i))
        .toList();
  }

  private static long[] randomFinishes(Random random, int count) {
    return random.longs(count, 0, 1_000).toArray();
  }

  private static Stream<Integer> leaves(TreePlan.Part part) {
    return switch (part) {
      case TreePlan.Item item -> Stream.of(((ChildRef.Leaf) item.ref()).shardIndex());
      case TreePlan.Merge merge -> merge.children().stream().flatMap(TreePlanTest::leaves);
    };
  }

  private static int widest(TreePlan.Part part) {
    return switch (part) {
      case TreePlan.Item ignored -> 0;
      case TreePlan.Merge merge ->
          Math.max(
              merge.children().size(),
              merge.children().stream().mapToInt(TreePlanTest::widest).max().orElse(0));
    };
  }

  /** The soonest end over every binary tree, by trying every first merge. */
  private static long bruteForce(List<Long> finishes) {
    if (finishes.size() == 1) {
      return finishes.getFirst();
    }
    long best = Long.MAX_VALUE;
    for (int i = 0; i < finishes.size(); i++) {
      for (int j = i + 1; j < finishes.size(); j++) {
        List<Long> rest = new ArrayList<>(finishes);
        long merged = Math.max(rest.remove(j), rest.remove(i)) + COST;
        rest.add(merged);
        best = Math.min(best, bruteForce(rest));
      }
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldEndAsSoonAsTheBestOfAllBinaryTrees(long seed) {
    Random random = new Random(seed);
    for (int count = 2; count <= 6; count++) {
      long[] finishes = randomFinishes(random, count);

      TreePlan.Merge root = TreePlan.root(expectedAt(finishes), 2, COST);

      assertThat(root.finish())
          .as("seed %d, finishes %s", seed, Arrays.toString(finishes))
          .isEqualTo(bruteForce(Arrays.stream(finishes).boxed().toList()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 8})
  void shouldBeBalancedWhenAllFinishTogether(int fanIn) {
    for (int count = 2; count <= 100; count++) {
      TreePlan.Merge root = TreePlan.root(expectedAt(new long[count]), fanIn, COST);

      int depth = 0;
      for (long reach = 1; reach < count; reach *= fanIn) {
        depth++;
      }
      assertThat(TreePlan.depth(root)).as("%d leaves, fan-in %d", count, fanIn).isEqualTo(depth);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void shouldHoldEveryLeafOnceAndNoNodeOverItsFanIn(int fanIn) {
    Random random = new Random(fanIn);
    for (int count = 1; count <= 40; count++) {
      TreePlan.Merge root = TreePlan.root(expectedAt(randomFinishes(random, count)), fanIn, COST);

      assertThat(leaves(root).sorted().toList())
          .isEqualTo(IntStream.range(0, count).boxed().toList());
      assertThat(widest(root)).isLessThanOrEqualTo(fanIn);
    }
  }

  @Test
  void shouldKeepALateLeafNearTheRoot() {
    TreePlan.Merge root = TreePlan.root(expectedAt(0, 0, 0, 10_000), 2, COST);

    assertThat(root.finish()).isEqualTo(10_000 + COST);
  }

  @Test
  void shouldGiveASingleLeafARootOfItsOwn() {
    assertThat(TreePlan.root(expectedAt(7), 2, COST).children()).hasSize(1);
  }

  @Test
  void shouldRefuseAFanInOfOne() {
    assertThatThrownBy(() -> TreePlan.root(expectedAt(1, 2), 1, COST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
