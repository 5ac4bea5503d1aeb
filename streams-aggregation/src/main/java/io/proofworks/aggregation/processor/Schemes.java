package io.proofworks.aggregation.processor;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.util.Optional;

/** The aggregation schemes a policy may name. */
@FunctionalInterface
public interface Schemes {

  /**
   * The scheme of that id; empty when this market does not have it.
   *
   * @param systems the verifiers that check its children: a scheme is made anew when a policy
   *     changes their status
   */
  Optional<AggregationScheme> find(String id, VerifierRegistry systems);

  /** Those this market has. */
  static Schemes standard() {
    return AggregationSchemes::find;
  }
}
