package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Who may take a task, and how well it would do.
 *
 * <p>A score is the weighted mean of its parts, each in millionths; what counts how much depends on
 * the class. Diversity comes on top, within the policy's cap, and counts nothing for urgent work
 * once its deadline is near. The whole is multiplied by how much the prover takes of what it is
 * asked: an offer that is declined is worth nothing, however low.
 */
final class Scoring {

  private static final int NEAR = Pricing.MILLION / 2;

  private final MarketPolicy policy;
  private final RecentWins wins;
  private final long now;
  private final ToLongFunction<String> heardUpTo;

  /**
   * @param heardUpTo log time up to which the heartbeats of a prover were heard
   */
  Scoring(MarketPolicy policy, RecentWins wins, long now, ToLongFunction<String> heardUpTo) {
    this.policy = policy;
    this.wins = wins;
    this.now = now;
    this.heardUpTo = heardUpTo;
  }

  /** How much the parts of a score count; they are relative to their sum. */
  private record Weights(int price, int finish, int reliability, int concentration, int load) {

    static Weights of(TaskClass taskClass) {
      return switch (taskClass) {
        case URGENT_SETTLEMENT -> new Weights(1, 4, 3, 1, 1);
        case STANDARD -> new Weights(3, 2, 3, 1, 1);
        case LONG_DEADLINE -> new Weights(4, 1, 2, 2, 1);
        case REDUNDANT_VERIFICATION -> new Weights(2, 1, 2, 4, 1);
        case BACKGROUND_AGGREGATION -> new Weights(4, 1, 2, 1, 2);
      };
    }

    int mean(int p, int f, int r, int c, int l) {
      long sum =
          (long) price * p
              + (long) finish * f
              + (long) reliability * r
              + (long) concentration * c
              + (long) load * l;
      return (int) (sum / (price + finish + reliability + concentration + load));
    }
  }

  /**
   * The score of a prover for a task; empty when it may not take it at this price: it is away,
   * paused, draining or full, does not offer this work for so little, or cannot reserve the bond
   * beside those of what it holds; and while nobody's proof of that system would be verified.
   */
  Optional<Score> score(ProverView prover, TaskOffer task, long reward) {
    ProverProfile profile = prover.profile();
    if (profile == null
        || !prover.mayWork(now, heardUpTo.applyAsLong(prover.proverId()), policy)
        || prover.room() == 0
        || policy.stopped().contains(task.proofSystem())) {
      return Optional.empty();
    }
    return profile.asks(task) <= reward && prover.mayBond(task.bond())
        ? Optional.of(scored(prover, profile, task, reward))
        : Optional.empty();
  }

  /**
   * Whether a prover that is given the task now will not have delivered, by what was measured of
   * it, when it would have to have committed. Nothing is known of who was not measured, or only
   * long ago.
   */
  boolean isLate(ProverView prover, TaskOffer task, Score score) {
    return policy.asksInTime()
        && pace(prover, task).isKnown()
        && score.expectedFinish() > task.commitBy(now);
  }

  private Score scored(ProverView prover, ProverProfile profile, TaskOffer task, long reward) {
    int acceptance = prover.acceptance().share();
    int price = part(reward - profile.asks(task), reward);
    long expected = expectedFinish(prover, task);
    int finish = part(task.deadline() - expected, task.deadline() - now);
    int reliability = times(profile.reliabilityIn(task.taskClass()), acceptance);
    int diversity = diversity(profile, task);
    int concentration = wins.withoutProver(prover.proverId());
    int load = part(prover.room(), prover.capacity());
    int mean = Weights.of(task.taskClass()).mean(price, finish, reliability, concentration, load);
    return new Score(
        price,
        finish,
        reliability,
        diversity,
        concentration,
        load,
        times(Math.addExact(mean, diversity), acceptance),
        expected);
  }

  private static int times(int some, int share) {
    return (int) ((long) some * share / Pricing.MILLION);
  }

  /** A prover works on its proofs side by side, so each that it has already slows the next one. */
  private long expectedFinish(ProverView prover, TaskOffer task) {
    long alone = pace(prover, task).expectedMs(task.weight(), task.commitTimeoutMs());
    return now + alone + alone / prover.capacity() * prover.load();
  }

  private Pace pace(ProverView prover, TaskOffer task) {
    return prover.pace(task.taskClass(), now, policy.paceHalfLifeMs());
  }

  private int diversity(ProverProfile profile, TaskOffer task) {
    long left = Math.max(1, task.deadline() - now);
    boolean urgent = task.taskClass() == TaskClass.URGENT_SETTLEMENT;
    return urgent && Pricing.closeness(task.epochMs(), left) >= NEAR
        ? 0
        : (int) ((long) wins.lacking(profile) * cap() / 10_000);
  }

  private int cap() {
    return Math.min(policy.diversityCapBps(), 10_000);
  }

  private static int part(long some, long whole) {
    if (whole <= 0) {
      return 0;
    }
    long within = Math.clamp(some, 0, whole);
    return whole > Long.MAX_VALUE / Pricing.MILLION
        ? (int) Math.min(Pricing.MILLION, within / (whole / Pricing.MILLION))
        : (int) (within * Pricing.MILLION / whole);
  }
}
