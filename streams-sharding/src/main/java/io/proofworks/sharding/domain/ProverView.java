package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A prover in the scheduler's book. The scheduler's own count of what it holds is what capacity is
 * measured by; the prover's word can only lower it further.
 *
 * @param profile null until settlement has published one
 * @param seenAt log time of its last heartbeat, 0 when none was seen
 * @param saidCapacity what its last heartbeat said it can work on at once
 * @param elsewhere work it had beyond ours when its last heartbeat came
 * @param holding tasks assigned to it and not ended, by id
 * @param acceptance how much of what it is asked it takes
 * @param lapsed whether it let the last assignment pass that it neither took nor gave back
 */
public record ProverView(
    String proverId,
    @Nullable ProverProfile profile,
    long seenAt,
    int saidCapacity,
    int elsewhere,
    boolean draining,
    Map<String, Held> holding,
    Map<TaskClass, Pace> paces,
    Acceptance acceptance,
    boolean lapsed) {

  /**
   * What a task that it holds binds of its stake.
   *
   * @param committed whether settlement has reserved the bond already
   */
  public record Held(long bond, boolean committed) {}

  public ProverView {
    holding = Map.copyOf(holding);
    paces = Map.copyOf(paces);
  }

  static ProverView unknown(String proverId) {
    return new ProverView(
        proverId, null, 0, 0, 0, false, Map.of(), Map.of(), Acceptance.UNKNOWN, false);
  }

  /**
   * Whether the scheduler has to know it. Registering is free: who has no stake can be given
   * nothing, and is remembered only for what it holds and for how it did with what it held.
   */
  boolean matters() {
    return !holding.isEmpty()
        || !paces.isEmpty()
        || !acceptance.equals(Acceptance.UNKNOWN)
        || (profile != null && profile.eligible() && profile.hasStake());
  }

  /** Whether it may be given what it could not be given before. */
  boolean opensMoreThan(ProverView before, long now, long heardUpTo, MarketPolicy policy) {
    boolean there = mayWork(now, heardUpTo, policy) && room() > 0;
    boolean wasThere = before.mayWork(now, heardUpTo, policy) && before.room() > 0;
    return there && (!wasThere || !Objects.equals(profile, before.profile));
  }

  ProverView with(ProverProfile next) {
    return new ProverView(
        proverId,
        next,
        seenAt,
        saidCapacity,
        elsewhere,
        draining,
        holding,
        paces,
        acceptance,
        lapsed);
  }

  ProverView with(Pulse pulse) {
    int others = Math.max(0, pulse.inFlight() - holding.size());
    long at = Math.max(seenAt, pulse.at());
    return new ProverView(
        proverId,
        profile,
        at,
        pulse.capacity(),
        others,
        pulse.draining(),
        holding,
        paces,
        acceptance,
        lapsed);
  }

  ProverView taking(TaskOffer task) {
    Map<String, Held> next = new TreeMap<>(holding);
    next.put(task.taskId(), new Held(task.bond(), false));
    return with(next, paces, acceptance, lapsed);
  }

  /** Its commit was accepted, so it has taken what it was asked. */
  ProverView committing(TaskOffer task, long now, long halfLifeMs) {
    Map<String, Held> next = new TreeMap<>(holding);
    next.put(task.taskId(), new Held(task.bond(), true));
    return with(next, paces, acceptance.after(true, now, halfLifeMs), false);
  }

  /** It declined what it was asked. */
  ProverView declining(long now, long halfLifeMs) {
    return with(holding, paces, acceptance.after(false, now, halfLifeMs), lapsed);
  }

  /** It let pass what it was asked, and had not given it back. */
  ProverView lapsing(long now, long halfLifeMs) {
    return with(holding, paces, acceptance.after(false, now, halfLifeMs), true);
  }

  /** Whether a proof of it was ever accepted and measured. */
  boolean hasDelivered() {
    return !paces.isEmpty();
  }

  ProverView releasing(String taskId) {
    Map<String, Held> next = new TreeMap<>(holding);
    next.remove(taskId);
    return with(next, paces, acceptance, lapsed);
  }

  ProverView with(TaskClass taskClass, Pace pace) {
    Map<TaskClass, Pace> next = new TreeMap<>(paces);
    next.put(taskClass, pace);
    return with(holding, next, acceptance, lapsed);
  }

  /** Its pace in a class, as far as that counts at this time. */
  Pace pace(TaskClass taskClass, long now, long halfLifeMs) {
    return paces.getOrDefault(taskClass, Pace.UNKNOWN).at(now, halfLifeMs);
  }

  /** Proofs it may work on at once: what it registered, or less if it says so. */
  int capacity() {
    return profile == null ? 0 : Math.clamp(saidCapacity, 0, Math.max(0, profile.capacity()));
  }

  /** Proofs it works on, for us and elsewhere. */
  int load() {
    return Math.addExact(holding.size(), Math.min(elsewhere, Short.MAX_VALUE));
  }

  /** Proofs it can take on now. */
  int room() {
    return Math.max(0, capacity() - load());
  }

  /** Whether it takes new work at all at this time. */
  boolean mayWork(long now, long heardUpTo, MarketPolicy policy) {
    return profile != null && now >= profile.pausedUntil() && isThere(now, heardUpTo, policy);
  }

  /**
   * Whether it is there for work, now or once its pause is over.
   *
   * @param heardUpTo log time up to which its heartbeats were heard: what it may have sent since is
   *     no silence
   */
  boolean isThere(long now, long heardUpTo, MarketPolicy policy) {
    return profile != null
        && profile.eligible()
        && now < profile.sessionExpiry()
        && !draining
        && seenAt > 0
        && heardUpTo - seenAt < policy.heartbeatTimeoutMs();
  }

  /**
   * Whether its stake covers another bond beside those that it will need: of what is free by
   * settlement's word, those on their way to it, and of all of it, everything that it holds. The
   * second counts commits whose bond settlement has not shown yet.
   */
  boolean mayBond(long bond) {
    if (profile == null) {
      return false;
    }
    long onTheWay = 0;
    long all = 0;
    for (Held held : holding.values()) {
      onTheWay = sum(onTheWay, held.committed() ? 0 : held.bond());
      all = sum(all, held.bond());
    }
    return sum(onTheWay, bond) <= profile.free() && sum(all, bond) <= stake();
  }

  /** Whether it could take the task once it has room, its pause is over and the price is right. */
  boolean mayTakeLater(TaskOffer task) {
    return profile != null
        && capacity() > 0
        && profile.pausedUntil() < task.commitBy()
        && profile.asks(task) <= task.maxReward()
        && task.bond() <= stake();
  }

  /** All that it has, bound or not, base units. */
  long stake() {
    return profile == null ? 0 : sum(profile.free(), profile.reserved());
  }

  /** Amounts are not negative; what leaves the range of a long is more than anybody has. */
  private static long sum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private ProverView with(
      Map<String, Held> nextHolding,
      Map<TaskClass, Pace> nextPaces,
      Acceptance nextAcceptance,
      boolean nextLapsed) {
    return new ProverView(
        proverId,
        profile,
        seenAt,
        saidCapacity,
        elsewhere,
        draining,
        nextHolding,
        nextPaces,
        nextAcceptance,
        nextLapsed);
  }
}
