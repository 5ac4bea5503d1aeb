package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A prover in the scheduler's book. The scheduler's own count of what it holds is what capacity is
 * measured by; the prover's word can only lower it further.
 *
 * @param profile null until settlement has published one
 * @param seenAt log time of its last heartbeat, 0 when none was seen
 * @param saidCapacity what its last heartbeat said it can work on at once
 * @param elsewhere work it had beyond ours when its last heartbeat came
 * @param holding tasks assigned to it and not ended
 */
public record ProverView(
    String proverId,
    @Nullable ProverProfile profile,
    long seenAt,
    int saidCapacity,
    int elsewhere,
    boolean draining,
    Set<String> holding,
    Map<TaskClass, Pace> paces) {

  public ProverView {
    holding = Set.copyOf(holding);
    paces = Map.copyOf(paces);
  }

  static ProverView unknown(String proverId) {
    return new ProverView(proverId, null, 0, 0, 0, false, Set.of(), Map.of());
  }

  ProverView with(ProverProfile next) {
    return new ProverView(
        proverId, next, seenAt, saidCapacity, elsewhere, draining, holding, paces);
  }

  ProverView with(Pulse pulse) {
    int others = Math.max(0, pulse.inFlight() - holding.size());
    long at = Math.max(seenAt, pulse.at());
    return new ProverView(
        proverId, profile, at, pulse.capacity(), others, pulse.draining(), holding, paces);
  }

  ProverView taking(String taskId) {
    TreeSet<String> next = new TreeSet<>(holding);
    next.add(taskId);
    return holding(next);
  }

  ProverView releasing(String taskId) {
    TreeSet<String> next = new TreeSet<>(holding);
    next.remove(taskId);
    return holding(next);
  }

  ProverView measured(TaskClass taskClass, long tookMs, int weight) {
    Map<TaskClass, Pace> next = new TreeMap<>(paces);
    next.put(taskClass, pace(taskClass).after(tookMs, weight));
    return new ProverView(
        proverId, profile, seenAt, saidCapacity, elsewhere, draining, holding, next);
  }

  Pace pace(TaskClass taskClass) {
    return paces.getOrDefault(taskClass, Pace.UNKNOWN);
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
  boolean mayWork(long now, MarketPolicy policy) {
    return profile != null
        && profile.eligible()
        && now < profile.sessionExpiry()
        && now >= profile.pausedUntil()
        && !draining
        && seenAt > 0
        && now - seenAt < policy.heartbeatTimeoutMs();
  }

  private ProverView holding(Set<String> next) {
    return new ProverView(
        proverId, profile, seenAt, saidCapacity, elsewhere, draining, next, paces);
  }
}
