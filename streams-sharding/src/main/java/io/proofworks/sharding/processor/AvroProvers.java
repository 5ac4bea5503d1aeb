package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reliability;
import io.proofworks.avro.StandingOffer;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.Standing;
import io.proofworks.protocol.TaskClass;
import io.proofworks.sharding.domain.ProverProfile;
import io.proofworks.sharding.domain.Pulse;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Standings and heartbeats from the log to the domain. */
final class AvroProvers {

  /** A prover holds no more tasks than this at once, so it gives no more back. */
  static final int MAX_DECLINES = 512;

  /** Kinds of work that a prover may offer; a registration could name thousands. */
  private static final int MAX_OFFERS = 256;

  private AvroProvers() {}

  /** Whether settlement holds a valid registration. */
  static boolean registered(ProverStanding standing) {
    return standing.getRegistration() != null
        && standing.getStanding().equals(Standing.REGISTERED.name());
  }

  /**
   * What heartbeats are checked with from now on. Another key counts its heartbeats from anew: none
   * of before is signed with it, and whose clock was once far ahead gets out of that by a new key.
   */
  static ProverSession session(ProverStanding standing, Optional<ProverSession> before) {
    Registration registration = standing.getRegistration();
    if (registration == null) {
      return before.map(ProverSession::ended).orElse(ProverSession.NONE);
    }
    byte[] key = AvroPolicies.bytes(registration.getSessionKey());
    long sequence =
        before
            .filter(known -> Arrays.equals(known.sessionKey(), key))
            .map(ProverSession::lastSequence)
            .orElse(Long.MIN_VALUE);
    return new ProverSession(key, registration.getSessionExpiry(), registered(standing), sequence);
  }

  static ProverProfile profile(ProverStanding standing) {
    Registration registration = standing.getRegistration();
    return registration == null
        ? new ProverProfile(
            standing.getProverId(), false, 0, "", "", "", List.of(), Map.of(), 0, 0, 0, 0)
        : profile(standing, registration);
  }

  private static ProverProfile profile(ProverStanding standing, Registration registration) {
    return new ProverProfile(
        standing.getProverId(),
        registered(standing) && registration.getRoles().contains(Role.PROVER.name()),
        registration.getCapacity(),
        registration.getHardwareClass(),
        registration.getVendor(),
        registration.getRegion(),
        registration.getOffers().stream().flatMap(AvroProvers::offer).limit(MAX_OFFERS).toList(),
        reliability(standing.getReliability()),
        registration.getSessionExpiry(),
        standing.getPausedUntil(),
        standing.getFree(),
        standing.getReserved());
  }

  private static Stream<ProverProfile.Offer> offer(StandingOffer offer) {
    return TaskClass.find(offer.getTaskClass()).stream()
        .map(c -> new ProverProfile.Offer(c, offer.getProofSystem(), offer.getPricePerWeight()));
  }

  private static Map<TaskClass, Integer> reliability(List<Reliability> list) {
    Map<TaskClass, Integer> scores = new EnumMap<>(TaskClass.class);
    for (Reliability one : list) {
      TaskClass.find(one.getTaskClass()).ifPresent(c -> scores.put(c, one.getScore()));
    }
    return scores;
  }

  static Pulse pulse(Heartbeat heartbeat, long at) {
    return new Pulse(
        heartbeat.getProverId(),
        at,
        heartbeat.getCapacity(),
        heartbeat.getInFlight(),
        heartbeat.getDraining(),
        heartbeat.getDeclines().stream()
            .filter(decline -> Hash32.tryParse(decline.getTaskId()).isPresent())
            .distinct()
            .map(decline -> new Pulse.GivenBack(decline.getTaskId(), decline.getEpoch()))
            .toList());
  }
}
