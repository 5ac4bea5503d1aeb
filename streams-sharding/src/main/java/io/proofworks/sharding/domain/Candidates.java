package io.proofworks.sharding.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The provers that could take work at this moment of a decision. */
final class Candidates {

  /** Best first; of equal ones the one with the smaller id. */
  private static final Comparator<Effect.Holder> BEST =
      Comparator.<Effect.Holder>comparingInt(holder -> -holder.score().total())
          .thenComparing(Effect.Holder::proverId);

  private final List<ProverView> working;
  private final Scoring scoring;
  private final long now;
  private final int congestion;

  private Candidates(List<ProverView> working, Scoring scoring, long now, int congestion) {
    this.working = working;
    this.scoring = scoring;
    this.now = now;
    this.congestion = congestion;
  }

  static Candidates of(Draft draft, MarketPolicy policy) {
    List<ProverView> working =
        draft.provers().stream().filter(p -> p.mayWork(draft.now(), policy)).toList();
    long capacity = working.stream().mapToLong(ProverView::capacity).sum();
    Scoring scoring = new Scoring(policy, draft.wins(), draft.now());
    int congestion = Pricing.congestion(draft.queueDepth(), capacity);
    return new Candidates(working, scoring, draft.now(), congestion);
  }

  /** Whether anybody can take on anything. */
  boolean haveRoom() {
    return working.stream().anyMatch(prover -> prover.room() > 0);
  }

  /** Demand above capacity, in millionths. */
  int congestion() {
    return congestion;
  }

  /**
   * As many as the class wants, best first. Previous holders are left out; when nobody else works
   * at all, those that did not fail on the task may have it again, a commit timeout after they gave
   * it back, so that a task does not bounce.
   */
  List<Effect.Holder> best(TaskView task, long reward) {
    List<Effect.Holder> fresh = ranked(task, reward, p -> !task.holders().containsKey(p));
    boolean othersWork = working.stream().anyMatch(p -> !task.holders().containsKey(p.proverId()));
    return fresh.isEmpty() && !othersWork
        ? ranked(task, reward, prover -> mayReturn(task, prover))
        : fresh;
  }

  private boolean mayReturn(TaskView task, String prover) {
    Past past = task.holders().get(prover);
    return past != null
        && !past.failed()
        && past.ended() > 0
        && now - past.ended() >= task.offer().commitTimeoutMs();
  }

  private List<Effect.Holder> ranked(TaskView task, long reward, Predicate<String> allowed) {
    return working.stream()
        .filter(prover -> allowed.test(prover.proverId()))
        .flatMap(prover -> holder(prover, task, reward).stream())
        .sorted(BEST)
        .limit(task.offer().redundancy())
        .toList();
  }

  private Optional<Effect.Holder> holder(ProverView prover, TaskView task, long reward) {
    return scoring
        .score(prover, task.offer(), reward)
        .map(score -> new Effect.Holder(prover.proverId(), score));
  }
}
