package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.sharding.domain.ProverProfile;

/** Provers as the schedule sees them, for audits. */
public final class Provers {

  private Provers() {}

  /** What settlement says of one. */
  public static ProverProfile profile(ProverStanding standing) {
    return AvroProvers.profile(standing);
  }

  /** Whether a heartbeat gives more tasks back than anybody holds: then it is refused. */
  public static boolean givesBackTooMuch(Heartbeat heartbeat) {
    return heartbeat.getDeclines().size() > AvroProvers.MAX_DECLINES;
  }
}
