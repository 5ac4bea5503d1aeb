package io.proofworks.worker.aggregator;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.worker.proving.ProvingException;
import java.util.List;

/**
 * Makes only aggregates that the market can hold against nobody. One that does not verify costs
 * more of the lease's bond than one that never comes, so nothing is sent that the scheme's own
 * verifier, which the market asks too, calls wrong here. What it cannot judge is sent: the market
 * may know more versions, or have a policy for them, and if it does not, it costs nothing of the
 * bond.
 */
final class CheckedAggregates {

  private CheckedAggregates() {}

  /**
   * @param statements as the market will read them
   * @throws ProvingException if what was made is wrong
   */
  static byte[] make(
      AggregationScheme scheme, List<Statement> statements, List<byte[]> proofs, byte[] binding)
      throws ProvingException {
    byte[] aggregate = scheme.aggregate(statements, proofs, binding);
    return switch (scheme.verify(aggregate, statements, binding)) {
      case ProofVerdict.Valid _, ProofVerdict.Stopped _, ProofVerdict.Unsupported _ -> aggregate;
      case ProofVerdict.Invalid(String detail) -> throw unfit("does not verify", detail);
      case ProofVerdict.NonCanonical(String detail) -> throw unfit("is not in its form", detail);
    };
  }

  private static ProvingException unfit(String what, String detail) {
    return new ProvingException("the aggregate that was made " + what + ": " + detail);
  }
}
