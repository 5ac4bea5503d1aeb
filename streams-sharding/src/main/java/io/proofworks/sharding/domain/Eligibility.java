package io.proofworks.sharding.domain;

import java.util.Optional;

/** What a prover has to be by settlement's word to be given a task. */
public final class Eligibility {

  private Eligibility() {}

  /**
   * Why a prover may not have a task; empty when it may.
   *
   * @param held tasks that it has besides
   * @param reward what it is promised, base units
   * @param since what it was from then on may be what the scheduler knew, epoch milliseconds
   * @param now when it was given the task
   */
  public static Optional<String> obstacle(
      ProverProfile prover, TaskOffer task, int held, long reward, long since, long now) {
    if (!prover.eligible() || since >= prover.sessionExpiry()) {
      return Optional.of("not registered as a prover");
    }
    if (now < prover.pausedUntil()) {
      return Optional.of("paused");
    }
    if (prover.asks(task) > reward) {
      return Optional.of("asks for more than " + reward);
    }
    if (prover.free() < 0 || task.bond() - prover.reserved() > prover.free()) {
      return Optional.of("cannot bear the bond of " + task.bond());
    }
    return held < prover.capacity()
        ? Optional.empty()
        : Optional.of("had %d of %d tasks".formatted(held, prover.capacity()));
  }

  /** Whether it could take a task later, if it is there: then the task is not to be given up. */
  public static boolean mayTakeLater(ProverProfile prover, TaskOffer task) {
    return prover.eligible()
        && prover.capacity() > 0
        && prover.pausedUntil() < task.commitBy()
        && prover.asks(task) <= task.maxReward()
        && task.bond() - prover.reserved() <= prover.free();
  }
}
