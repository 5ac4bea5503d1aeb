package io.proofworks.settlement.checks;

import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Measures how long verification takes. What is verified together counts once. */
public record TimedProofs(ProofChecks proofs, Meters meters) implements ProofChecks {

  @Override
  public ProofCheck under(MarketPolicy policy, MarketPolicy newest) {
    ProofCheck check = proofs.under(policy, newest);
    return (task, binding, proof) -> timed("alone", () -> check.check(task, binding, proof));
  }

  @Override
  public List<ProofCheck.Outcome> together(List<Asked> asked) {
    return timed("together", () -> proofs.together(asked));
  }

  private <T> T timed(String mode, Supplier<T> verification) {
    long began = System.nanoTime();
    T outcome = verification.get();
    meters.time(Metric.PROOF_VERIFICATIONS, Duration.ofNanos(System.nanoTime() - began), mode);
    return outcome;
  }
}
