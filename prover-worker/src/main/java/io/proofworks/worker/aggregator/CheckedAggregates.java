package io.proofworks.worker.aggregator;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.worker.proving.ProvingException;
import java.util.List;

/**
 * Makes only aggregates that the market takes. One that it refuses costs more of the lease's bond
 * than one that never comes, so nothing is sent before the scheme's own verifier, which the market
 * asks too, has taken it here.
 */
final class CheckedAggregates {

  private CheckedAggregates() {}

  /**
   * @param statements as the market will read them
   * @throws ProvingException if what was made would be refused
   */
  static byte[] make(
      AggregationScheme scheme, List<Statement> statements, List<byte[]> proofs, byte[] binding)
      throws ProvingException {
    byte[] aggregate = scheme.aggregate(statements, proofs, binding);
    return switch (scheme.verify(aggregate, statements, binding)) {
      case ProofVerdict.Valid _ -> aggregate;
      case ProofVerdict.Invalid(String detail) -> throw unfit("does not verify", detail);
      case ProofVerdict.NonCanonical(String detail) -> throw unfit("is not in its form", detail);
      case ProofVerdict.Stopped(String version) -> throw unfit("is of a stopped version", version);
      case ProofVerdict.Unsupported(String detail) -> throw unfit("cannot be judged", detail);
    };
  }

  private static ProvingException unfit(String what, String detail) {
    return new ProvingException("the aggregate that was made " + what + ": " + detail);
  }
}
