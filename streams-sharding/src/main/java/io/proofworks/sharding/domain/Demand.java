package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How much is asked of the provers that are there: what they are asked for and have not committed
 * to, and what waits that one of them would take as it is priced without congestion, as soon as it
 * has room. What waits for nobody is not in anybody's way: an escrow that comes back must not raise
 * the price of what others ask for. A statement is bought once, however often it is asked for.
 *
 * <p>Tasks and provers are gone through once each, by price: a task is looked at beside those who
 * would take it for less than it pays, richest first, and passes over none but those that had it.
 */
final class Demand {

  /** What is asked for, and offered, alike. */
  private record Kind(TaskClass taskClass, String proofSystem) {
    static Kind of(TaskOffer task) {
      return new Kind(task.taskClass(), task.proofSystem());
    }
  }

  /**
   * A task that wants a prover.
   *
   * @param pays for a unit of its weight, base units
   */
  private record Wanted(TaskView task, long pays) {}

  /**
   * A prover that takes tasks of a kind.
   *
   * @param asks for a unit of weight, base units
   * @param stake that it has in all, bound or not
   */
  private record Taker(String proverId, long asks, long stake) {}

  private static final Comparator<Taker> RICHEST =
      Comparator.comparingLong(Taker::stake).reversed().thenComparing(Taker::proverId);

  private final Map<Kind, List<Wanted>> wanted = new HashMap<>();
  private final Map<Kind, List<Taker>> takers = new HashMap<>();
  private final Set<String> statements = new HashSet<>();
  private final long now;

  private Demand(long now) {
    this.now = now;
  }

  /**
   * Demand above capacity before anything is given away, in millionths.
   *
   * @param gate of what waits, tells what may be given to somebody
   */
  static int congestion(Draft draft, MarketPolicy policy, Candidates candidates, BatchGate gate) {
    long demand =
        policy.countsWhatIsTaken()
            ? draft.uncommitted()
                + taken(draft.waiting(), gate::lets, candidates.working(), policy, draft.now())
            : draft.queueDepth();
    return Pricing.congestion(demand, candidates.capacity());
  }

  private static long taken(
      List<TaskView> waiting,
      Predicate<TaskView> open,
      List<ProverView> working,
      MarketPolicy policy,
      long now) {
    Demand demand = new Demand(now);
    waiting.stream()
        .filter(task -> !policy.stopped().contains(task.offer().proofSystem()) && open.test(task))
        .forEach(demand::add);
    working.forEach(demand::add);
    demand.wanted.keySet().forEach(demand::count);
    return demand.statements.size();
  }

  private void add(TaskView task) {
    long pays = Pricing.offer(task.offer(), now, 0) / task.offer().weight();
    wanted
        .computeIfAbsent(Kind.of(task.offer()), kind -> new ArrayList<>())
        .add(new Wanted(task, pays));
  }

  private void add(ProverView prover) {
    ProverProfile profile = prover.profile();
    if (profile == null || prover.capacity() == 0) {
      return;
    }
    profile.offers().stream()
        .map(offer -> new Kind(offer.taskClass(), offer.proofSystem()))
        .distinct()
        .filter(wanted::containsKey)
        .forEach(kind -> add(kind, prover, profile));
  }

  /** Who asks for less than nothing asks for more than anything pays. */
  private void add(Kind kind, ProverView prover, ProverProfile profile) {
    long asks = profile.price(kind.taskClass(), kind.proofSystem()).orElseThrow();
    if (asks >= 0) {
      takers
          .computeIfAbsent(kind, k -> new ArrayList<>())
          .add(new Taker(prover.proverId(), asks, prover.stake()));
    }
  }

  private void count(Kind kind) {
    Deque<Taker> dearer =
        new ArrayDeque<>(
            takers.getOrDefault(kind, List.of()).stream()
                .sorted(Comparator.comparingLong(Taker::asks))
                .toList());
    NavigableSet<Taker> willing = new TreeSet<>(RICHEST);
    wanted.getOrDefault(kind, List.of()).stream()
        .sorted(Comparator.comparingLong(Wanted::pays))
        .forEach(one -> {
          while (!dearer.isEmpty() && dearer.element().asks() <= one.pays()) {
            willing.add(dearer.remove());
          }
          if (isTaken(one.task(), willing)) {
            statements.add(one.task().statementId());
          }
        });
  }

  private boolean isTaken(TaskView task, NavigableSet<Taker> willing) {
    return willing.stream()
        .takeWhile(taker -> taker.stake() >= task.offer().bond())
        .anyMatch(taker -> Candidates.mayHold(task, taker.proverId(), now));
  }
}
