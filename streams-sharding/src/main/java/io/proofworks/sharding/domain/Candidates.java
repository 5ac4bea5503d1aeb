package io.proofworks.sharding.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The provers that could take work at this moment of a decision. */
final class Candidates {

  /** Best first; of equal ones the one with the smaller id. */
  private static final Comparator<Effect.Holder> BEST =
      Comparator.<Effect.Holder>comparingInt(holder -> -holder.score().total())
          .thenComparing(Effect.Holder::proverId);

  /** Of those that are expected to be late, who is so by least. */
  private static final Comparator<Effect.Holder> FASTEST =
      Comparator.<Effect.Holder>comparingLong(holder -> holder.score().expectedFinish())
          .thenComparing(BEST);

  private final MarketPolicy policy;
  private final List<ProverView> working;
  private final List<ProverView> there;
  private final Scoring scoring;
  private final long now;

  private Candidates(
      MarketPolicy policy,
      List<ProverView> there,
      List<ProverView> working,
      Scoring scoring,
      long now) {
    this.policy = policy;
    this.there = there;
    this.working = working;
    this.scoring = scoring;
    this.now = now;
  }

  static Candidates of(Draft draft, MarketPolicy policy) {
    List<ProverView> there =
        draft.provers().stream()
            .filter(p -> p.isThere(draft.now(), draft.heardUpTo(p.proverId()), policy))
            .toList();
    List<ProverView> working =
        there.stream()
            .filter(p -> p.mayWork(draft.now(), draft.heardOfLate(p.proverId()), policy))
            .toList();
    Scoring scoring = new Scoring(policy, draft.wins(), draft.now(), draft::heardOfLate);
    return new Candidates(policy, there, working, scoring, draft.now());
  }

  /** Whether anybody can take on anything. */
  boolean haveRoom() {
    return working.stream().anyMatch(prover -> prover.room() > 0);
  }

  /** Those that take work at all, by id, whether they have room or not. */
  List<ProverView> working() {
    return working;
  }

  /** Tasks that they can work on at once. */
  long capacity() {
    return working.stream().mapToLong(ProverView::capacity).sum();
  }

  /**
   * A prover that can take a task now.
   *
   * @param late whether it is expected to be too late
   */
  private record Able(ProverView prover, Effect.Holder holder, boolean late) {}

  /**
   * As many as the class wants, best first, of those that are expected to be in time or are not
   * known. When none of them can take it, it is late already, or more than anybody does in the time
   * of its class: then it goes to the fastest. And when none of them can but who let its last
   * assignment pass: who is slow brings a proof, and may be in time after all.
   */
  List<Effect.Holder> best(TaskView task, long reward) {
    List<Able> able =
        working.stream().flatMap(prover -> able(prover, task, reward).stream()).toList();
    List<Able> late = able.stream().filter(Able::late).toList();
    List<Able> others = able.stream().filter(one -> !one.late()).toList();
    List<Able> inTime = best(task, others, BEST);
    if (hasTrusted(inTime)) {
      return holders(inTime);
    }
    List<Able> fastest = best(task, late, FASTEST);
    return holders(inTime.isEmpty() || hasTrusted(fastest) ? fastest : inTime);
  }

  /** Whether there is one among them that did not let its last assignment pass. */
  private static boolean hasTrusted(List<Able> chosen) {
    return chosen.stream().anyMatch(one -> !one.prover().lapsed());
  }

  private static List<Effect.Holder> holders(List<Able> chosen) {
    return chosen.stream().map(Able::holder).toList();
  }

  private Optional<Able> able(ProverView prover, TaskView task, long reward) {
    return scoring
        .score(prover, task.offer(), reward)
        .map(score ->
            new Able(
                prover,
                new Effect.Holder(prover.proverId(), score),
                scoring.isLate(prover, task.offer(), score)));
  }

  /**
   * Of those that never held the task; when none of them can take it, of those that lost it or
   * failed on it; when none of these, of those that declined it. Who held it before is asked again
   * after a pause that grows, so that a task does not bounce; and not once the retry budget is
   * spent.
   */
  private List<Able> best(TaskView task, List<Able> able, Comparator<Effect.Holder> order) {
    List<Able> fresh = ranked(task, able, order, p -> !task.holders().containsKey(p));
    if (!fresh.isEmpty() || able.isEmpty() || task.isSpent()) {
      return fresh;
    }
    boolean spared = othersMayCome(task);
    List<Able> back = ranked(task, able, order, p -> mayReturn(task, p, false, spared));
    return back.isEmpty() ? ranked(task, able, order, p -> mayReturn(task, p, true, spared)) : back;
  }

  /**
   * Whether to ask a previous holder again.
   *
   * @param declined of those that declined it, or of the others
   * @param spared whether who failed on it is not asked
   */
  private boolean mayReturn(TaskView task, String prover, boolean declined, boolean spared) {
    Past past = task.holders().get(prover);
    return past != null
        && past.declines() > 0 == declined
        && !(spared && past.failures() > 0)
        && past.mayReturn(now, task.offer().commitTimeoutMs());
  }

  /**
   * Whether to keep the retry budget for somebody who never held the task and can take it later:
   * when it has room, is not paused any more, or its price is reached. For a while only: it may
   * never come.
   */
  private boolean othersMayCome(TaskView task) {
    long until = policy.asksInTime() ? task.sparedUntil() : task.lastStart();
    return now < until && othersMayTake(task);
  }

  /** Whether somebody is there who never held the task and can take it, now or later. */
  boolean othersMayTake(TaskView task) {
    return there.stream()
        .filter(prover -> !task.holders().containsKey(prover.proverId()))
        .anyMatch(prover -> prover.mayTakeLater(task.offer()));
  }

  /** Whether a prover may be given a task as far as its past with it goes. */
  static boolean mayHold(TaskView task, String prover, long now) {
    Past past = task.holders().get(prover);
    return past == null || (!task.isSpent() && past.mayReturn(now, task.offer().commitTimeoutMs()));
  }

  private static List<Able> ranked(
      TaskView task, List<Able> able, Comparator<Effect.Holder> order, Predicate<String> allowed) {
    return able.stream()
        .filter(one -> allowed.test(one.prover().proverId()))
        .collect(
            Collectors.groupingBy(
                one -> doubt(one.prover(), task), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(alike -> alike.stream().sorted(Comparator.comparing(Able::holder, order)))
        .limit(task.offer().redundancy())
        .toList();
  }

  /**
   * How little a prover has shown that it does what it is asked, 0 for most trust. To be silent
   * costs no bond, so whoever let its last assignment pass is asked last, whatever it asks; and
   * where somebody has failed already, who has delivered to this market comes before who has not:
   * identities that cost nothing but a stake that comes back cannot use up the time of a task.
   */
  private static int doubt(ProverView prover, TaskView task) {
    if (prover.lapsed()) {
      return 2;
    }
    return task.failures() > 0 && !prover.hasDelivered() ? 1 : 0;
  }
}
