package io.proofworks.aggregation.domain;

/**
 * What the directory holds of an aggregator.
 *
 * @param sessionKey Ed25519 public key, 32 bytes
 * @param sessionExpiry first millisecond at which the key is no longer valid
 * @param registered whether its registration stands
 * @param free stake that is not reserved, base units
 * @param pausedUntil no new job before this time
 * @param lastHeartbeat epoch milliseconds; 0 when there was none
 * @param draining whether it asked for no more work
 */
public record Aggregator(
    String id,
    byte[] sessionKey,
    long sessionExpiry,
    boolean registered,
    long free,
    long pausedUntil,
    long lastHeartbeat,
    boolean draining) {

  /** After a heartbeat of that time. */
  public Aggregator heard(long time, boolean leaves) {
    return new Aggregator(
        id, sessionKey, sessionExpiry, registered, free, pausedUntil, time, leaves);
  }

  /** Whether its session key speaks for it at that time. */
  boolean isRegisteredAt(long time) {
    return registered && time < sessionExpiry;
  }

  /** Whether it can be given a job now. */
  boolean mayLease(long now, AggregationPolicy policy) {
    return isRegisteredAt(now)
        && !draining
        && now >= pausedUntil
        && free >= policy.bond()
        && lastHeartbeat > 0
        && now - lastHeartbeat < policy.heartbeatTimeoutMs();
  }
}
