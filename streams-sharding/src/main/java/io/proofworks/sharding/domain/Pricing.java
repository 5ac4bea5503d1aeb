package io.proofworks.sharding.domain;

import io.proofworks.protocol.Amounts;

/**
 * Prices of tasks: checked arithmetic in base units, never floating point.
 *
 * <p>{@code baseReward = unitPrice · weight}. A waiting task ramps linearly from {@code minReward}
 * at its publication to the end of its ramp at the last moment a first commit is of use. On top
 * comes the urgency premium, which rises with congestion and with the closeness of the deadline and
 * is capped by policy.
 */
public final class Pricing {

  /** One whole, for shares in millionths. */
  public static final int MILLION = 1_000_000;

  private Pricing() {}

  /**
   * Prices a shard at publication.
   *
   * @param timeLeftMs from publication to the deadline, above 0
   * @throws ArithmeticException if an amount leaves the range of a long
   */
  public static Quote quote(int weight, ClassTerms terms, MarketPolicy policy, long timeLeftMs) {
    long base = Amounts.multiply(terms.unitPrice(), weight);
    long cap = Amounts.share(base, policy.urgencyCapBps());
    long min = Amounts.share(base, terms.minRewardBps());
    long rampEnd = Math.max(base, Amounts.share(base, terms.maxRewardBps()));
    long reward = Amounts.add(base, millionths(cap, closeness(terms.epochMs(), timeLeftMs)));
    long bond = Amounts.share(reward, policy.bondBps());
    return new Quote(reward, min, Amounts.add(rampEnd, cap), cap, bond);
  }

  /** What an assignment made now promises: the ramp's value and the premium of its urgency. */
  public static long offer(TaskOffer task, long now, int congestion) {
    long left = Math.max(1, task.deadline() - now);
    int urgency = either(congestion, closeness(task.epochMs(), left));
    return Amounts.add(ramp(task, now), millionths(task.premiumCap(), urgency));
  }

  /** The ramp's value at a time, from {@code minReward} to {@code maxReward - premiumCap}. */
  public static long ramp(TaskOffer task, long now) {
    long end = Amounts.subtract(task.maxReward(), task.premiumCap());
    long whole = Math.max(1, task.commitBy() - task.openedAt());
    long passed = Math.clamp(now - task.openedAt(), 0, whole);
    return Amounts.add(task.minReward(), millionths(end - task.minReward(), scaled(passed, whole)));
  }

  /**
   * How close a deadline is, in millionths: all of it when only one epoch fits in what is left,
   * half when two do.
   */
  public static int closeness(long epochMs, long timeLeftMs) {
    return scaled(Math.min(epochMs, Math.max(1, timeLeftMs)), Math.max(1, timeLeftMs));
  }

  /**
   * Demand above capacity in millionths: none while every task finds a free prover, all of it once
   * twice the capacity is asked for or nobody is there.
   */
  public static int congestion(long open, long capacity) {
    return capacity <= 0 ? MILLION : scaled(Math.clamp(open - capacity, 0, capacity), capacity);
  }

  /** {@code a + b - a·b}: rises with either, never above one. */
  static int either(int a, int b) {
    return a + b - (int) ((long) a * b / MILLION);
  }

  /** The share of an amount, rounded down, without overflow for any amount. */
  static long millionths(long amount, int share) {
    long whole = amount / MILLION * share;
    return Math.addExact(whole, amount % MILLION * share / MILLION);
  }

  private static int scaled(long part, long whole) {
    return (int)
        (part > Long.MAX_VALUE / MILLION ? part / (whole / MILLION) : part * MILLION / whole);
  }
}
