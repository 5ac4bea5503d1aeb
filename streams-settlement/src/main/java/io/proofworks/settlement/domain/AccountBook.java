package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Standing;
import io.proofworks.protocol.TaskClass;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that settlement holds of one account: money, registration, how reliable it is.
 *
 * @param failuresInARow since the last success
 * @param pausedUntil no new work before; 0 while the circuit breaker is closed
 */
public record AccountBook(
    Address account,
    Balances balances,
    @Nullable Registered registration,
    Map<TaskClass, Reputation> reliability,
    int failuresInARow,
    long pausedUntil) {

  /**
   * A registration that passed every check.
   *
   * @param record the registration as it was written, for the standing's readers
   */
  public record Registered(ProverKey key, long nonce, byte[] record) {}

  public AccountBook {
    reliability = Map.copyOf(reliability);
  }

  public static AccountBook empty(Address account) {
    return new AccountBook(account, Balances.NONE, null, Map.of(), 0, 0);
  }

  public Standing standingAt(long time) {
    if (registration == null) {
      return Standing.UNREGISTERED;
    }
    return registration.key().isValidAt(time) ? Standing.REGISTERED : Standing.EXPIRED;
  }

  AccountBook with(Balances next) {
    return new AccountBook(account, next, registration, reliability, failuresInARow, pausedUntil);
  }

  AccountBook with(Registered next) {
    return new AccountBook(account, balances, next, reliability, failuresInARow, pausedUntil);
  }

  /** Counts an observation; the breaker opens at the policy's number of failures in a row. */
  AccountBook rated(Performance performance, long at, MarketPolicy policy) {
    Map<TaskClass, Reputation> next = new HashMap<>(reliability);
    Reputation known = reliability.getOrDefault(performance.taskClass(), Reputation.unknown(at));
    next.put(
        performance.taskClass(),
        policy.alwaysFades()
            ? known.observe(performance.success(), at, policy.reputationHalfLifeMs())
            : known.observeByFirstRules(performance.success(), at, policy.reputationHalfLifeMs()));
    int failures = performance.success() ? 0 : failuresInARow + 1;
    boolean opens = failures >= policy.breakerFailures() && !performance.success();
    long paused = opens ? Math.addExact(at, policy.breakerPauseMs()) : pausedUntil;
    return new AccountBook(account, balances, registration, next, failures, paused);
  }
}
