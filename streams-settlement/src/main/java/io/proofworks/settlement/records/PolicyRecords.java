package io.proofworks.settlement.records;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.messages.TickKeys;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.domain.MarketPolicy;
import java.util.HashMap;
import java.util.Map;

/** Policies, from Avro to what settlement needs of them. */
public final class PolicyRecords {

  private PolicyRecords() {}

  /**
   * @param policy within its bounds
   */
  public static MarketPolicy policy(Policy policy) {
    return new MarketPolicy(
        Hash32.parse(policy.getDomain()),
        policy.getVersion(),
        programs(policy),
        policy.getVerifierStatus(),
        slashing(policy),
        policy.getLateRewardBps(),
        policy.getAdoptBps(),
        policy.getStaleCompensationBps(),
        policy.getBreakerFailures(),
        policy.getBreakerPauseMs(),
        policy.getReputationHalfLifeMs(),
        policy.getParkedPerTask(),
        policy.getParkedPerProver(),
        policy.getAggregatorFee(),
        TickKeys.of(policy),
        policy.getRules(),
        policy.getClosed());
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
        policy.getSlashUnrevealedBps(),
        policy.getSlashInvalidBps(),
        policy.getSlashPlagiarismBps(),
        policy.getSlashDelayBps(),
        policy.getSlashCensorshipBps(),
        policy.getBurnBps());
  }
}
