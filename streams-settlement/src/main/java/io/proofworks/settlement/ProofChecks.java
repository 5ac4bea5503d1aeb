package io.proofworks.settlement;

import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;

/** How proofs are verified as the policies on the log will have it. */
@FunctionalInterface
public interface ProofChecks {

  /**
   * @param policy of the task: its programs
   * @param newest the one in force: its verifier statuses
   */
  ProofCheck under(MarketPolicy policy, MarketPolicy newest);
}
