package io.proofworks.settlement;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.messages.TickKeys;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.domain.MarketPolicy;
import java.util.HashMap;
import java.util.Map;

/** Policies, from Avro to what settlement needs of them. */
public final class PolicyRecords {

  private PolicyRecords() {}

  /**
   * @throws IllegalArgumentException when a figure is out of range
   */
  public static MarketPolicy policy(Policy policy) {
    if (policy.getVersion() < 1 || policy.getReputationHalfLifeMs() < 1) {
      throw new IllegalArgumentException("version and half-life are at least 1");
    }
    if (policy.getAggregatorFee() < 0 || policy.getBreakerPauseMs() < 0) {
      throw new IllegalArgumentException("fees and pauses are at least 0");
    }
    return new MarketPolicy(
        Hash32.parse(policy.getDomain()),
        policy.getVersion(),
        programs(policy),
        policy.getVerifierStatus(),
        slashing(policy),
        fraction(policy.getLateRewardBps()),
        fraction(policy.getAdoptBps()),
        fraction(policy.getStaleCompensationBps()),
        policy.getBreakerFailures(),
        policy.getBreakerPauseMs(),
        policy.getReputationHalfLifeMs(),
        policy.getParkedPerTask(),
        policy.getParkedPerProver(),
        policy.getAggregatorFee(),
        TickKeys.of(policy));
  }

  private static Map<String, byte[]> programs(Policy policy) {
    Map<String, byte[]> programs = new HashMap<>();
    for (ProgramEntry program : policy.getPrograms()) {
      programs.put(program.getProgramHash(), Intake.bytes(program.getData()));
    }
    return programs;
  }

  private static MarketPolicy.Slashing slashing(Policy policy) {
    return new MarketPolicy.Slashing(
        fraction(policy.getSlashUnrevealedBps()),
        fraction(policy.getSlashInvalidBps()),
        fraction(policy.getSlashPlagiarismBps()),
        fraction(policy.getSlashDelayBps()),
        fraction(policy.getSlashCensorshipBps()),
        fraction(policy.getBurnBps()));
  }

  private static int fraction(int bps) {
    if (bps < 0 || bps > Amounts.BPS) {
      throw new IllegalArgumentException("a fraction is from 0 to 10000 bps, not " + bps);
    }
    return bps;
  }
}
