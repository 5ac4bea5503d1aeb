package io.proofworks.metrics.domain;

/**
 * A prover or aggregator as the measures see it.
 *
 * @param lastHeartbeat append time, epoch ms; 0 before the first
 */
public record Member(
    String proverId,
    boolean registered,
    boolean proves,
    boolean aggregates,
    String vendor,
    String region,
    String client,
    int capacity,
    boolean draining,
    long lastHeartbeat) {

  /** Somebody known by heartbeat only. */
  public static Member unknown(String proverId) {
    return new Member(proverId, false, false, false, "", "", "", 0, false, 0);
  }

  public Member seen(MarketEvent.ProverSeen seen) {
    return new Member(
        proverId,
        seen.registered(),
        seen.proves(),
        seen.aggregates(),
        seen.vendor(),
        seen.region(),
        seen.client(),
        lastHeartbeat == 0 ? seen.capacity() : capacity,
        draining,
        lastHeartbeat);
  }

  public Member seen(MarketEvent.HeartbeatSeen beat, long time) {
    return new Member(
        proverId,
        registered,
        proves,
        aggregates,
        vendor,
        region,
        client,
        Math.max(0, beat.capacity()),
        beat.draining(),
        Math.max(lastHeartbeat, time));
  }

  /** Whether it may be given work at that time. */
  public boolean active(long now) {
    return registered && !draining && now - lastHeartbeat <= Fleet.HEARTBEAT_TIMEOUT_MS;
  }
}
