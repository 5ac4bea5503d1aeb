package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The tree that ends soonest, given when each of its parts is expected.
 *
 * <p>It minimises {@code max(finish_i + depth_i · mergeCost)} over all trees of the given fan-in:
 * the parts expected soonest are merged first, again and again (M. C. Golumbic, "Combinatorial
 * merging", IEEE Transactions on Computers C-25, 1976). When the parts do not fill every node, the
 * first merge is the small one: it is the deepest, so the spare places cost nothing there. Equal
 * finishes give a balanced tree of depth ⌈log_k m⌉.
 *
 * <p>A plan holds for the moment it was made; it is made anew from the parts that are left whenever
 * one arrives or is late. Nothing here is remembered, so nothing has to be repaired.
 */
public final class TreePlan {

  private TreePlan() {}

  /** A part of the plan. */
  public sealed interface Part {
    /** When it is expected to be there, epoch milliseconds. */
    long finish();

    /** Its place among parts that finish together. */
    long order();
  }

  /**
   * What already exists or is on its way.
   *
   * @param ready whether it can be merged now
   */
  public record Item(ChildRef ref, boolean ready, long finish, long order) implements Part {}

  /** A node that nobody works on yet. */
  public record Merge(List<Part> children, long finish, long order) implements Part {
    public Merge {
      children = List.copyOf(children);
    }

    /** Whether every child exists, so that the node can be given to an aggregator. */
    public boolean dispatchable() {
      return children.stream().allMatch(child -> child instanceof Item item && item.ready());
    }

    /** The children, once all of them exist. */
    public List<ChildRef> refs() {
      return children.stream().map(child -> ((Item) child).ref()).toList();
    }
  }

  private static final Comparator<Part> SOONEST =
      Comparator.comparingLong(Part::finish)
          .thenComparing(part -> !(part instanceof Item item && item.ready()))
          .thenComparingLong(Part::order);

  /**
   * Plans.
   *
   * @param items at least one; a single one gets a node of its own
   * @param fanIn most children of a node, at least 2
   * @param mergeCost expected milliseconds of one merge, not negative
   * @return the root
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Merge root(List<Item> items, int fanIn, long mergeCost) {
    if (items.isEmpty() || fanIn < 2 || mergeCost < 0) {
      throw new IllegalArgumentException(
          "a plan needs parts, a fan-in from 2 and a cost from 0, not %d, %d and %d"
              .formatted(items.size(), fanIn, mergeCost));
    }
    PriorityQueue<Part> parts = new PriorityQueue<>(SOONEST);
    parts.addAll(items);
    long order = items.stream().mapToLong(Item::order).max().orElseThrow() + 1;
    Merge last = merge(parts, firstFanIn(items.size(), fanIn), mergeCost, order);
    while (!parts.isEmpty()) {
      parts.add(last);
      last = merge(parts, fanIn, mergeCost, ++order);
    }
    return last;
  }

  /** The nodes below (and with) this one whose children all exist, deepest first. */
  public static List<Merge> dispatchable(Merge root) {
    List<Merge> found = new ArrayList<>();
    collect(root, found);
    return found;
  }

  /** Merges below a part on its longest path; an item has none. */
  public static int depth(Part part) {
    return switch (part) {
      case Item ignored -> 0;
      case Merge merge ->
          1 + merge.children().stream().mapToInt(TreePlan::depth).max().orElseThrow();
    };
  }

  /** How many the first merge takes so that every later one is full. */
  private static int firstFanIn(int parts, int fanIn) {
    int spare = (parts - 1) % (fanIn - 1);
    return Math.min(parts, spare == 0 ? fanIn : spare + 1);
  }

  private static Merge merge(PriorityQueue<Part> parts, int count, long cost, long order) {
    List<Part> children = new ArrayList<>(count);
    long finish = Long.MIN_VALUE;
    while (children.size() < count && !parts.isEmpty()) {
      Part next = parts.remove();
      finish = Math.max(finish, next.finish());
      children.add(next);
    }
    return new Merge(children, Math.addExact(finish, cost), order);
  }

  private static void collect(Merge merge, List<Merge> found) {
    for (Part child : merge.children()) {
      if (child instanceof Merge below) {
        collect(below, found);
      }
    }
    if (merge.dispatchable()) {
      found.add(merge);
    }
  }
}
