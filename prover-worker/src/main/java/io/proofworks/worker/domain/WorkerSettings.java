package io.proofworks.worker.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.worker.keys.KeyPlaces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What a worker must be told.
 *
 * @param name for logs
 * @param domain the market it works in
 * @param dataDir keys, journal and proofs
 * @param roles prover, aggregator or both
 * @param capacity proofs worked on at once, at least 1
 * @param pricePerWeight base units per unit of shard weight below which it takes no work
 * @param kafka client settings, at least {@code bootstrap.servers}
 * @param sessionLifetime how long a session key is registered for
 * @param heartbeatInterval time between heartbeats
 * @param drainTimeout longest wait for open commits when stopping
 * @param keys where its keys are kept
 */
public record WorkerSettings(
    String name,
    Hash32 domain,
    Path dataDir,
    Set<Role> roles,
    int capacity,
    long pricePerWeight,
    Economics economics,
    Hardware hardware,
    Map<String, Object> kafka,
    Duration sessionLifetime,
    Duration heartbeatInterval,
    Duration drainTimeout,
    KeyPlaces keys) {

  /** How the worker describes its machine; used for diversity and correlated-risk figures. */
  public record Hardware(String hardwareClass, String vendor, String region, String clientBuild) {}

  public WorkerSettings {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is at least 1, not " + capacity);
    }
    roles = Set.copyOf(roles);
    kafka = Map.copyOf(kafka);
  }

  /** The same with its keys in files of its directory. */
  public WorkerSettings(
      String name,
      Hash32 domain,
      Path dataDir,
      Set<Role> roles,
      int capacity,
      long pricePerWeight,
      Economics economics,
      Hardware hardware,
      Map<String, Object> kafka,
      Duration sessionLifetime,
      Duration heartbeatInterval,
      Duration drainTimeout) {
    this(
        name,
        domain,
        dataDir,
        roles,
        capacity,
        pricePerWeight,
        economics,
        hardware,
        kafka,
        sessionLifetime,
        heartbeatInterval,
        drainTimeout,
        KeyPlaces.FILES);
  }
}
