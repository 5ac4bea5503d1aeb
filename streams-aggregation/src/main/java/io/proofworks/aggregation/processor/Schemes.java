package io.proofworks.aggregation.processor;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.AggregationSchemes;
import io.proofworks.proofs.VerifierRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The aggregation schemes a policy may name.
 *
 * @param factories by scheme id; a scheme checks its children with the verifiers it is given, so it
 *     is made anew when a policy changes their status
 */
public record Schemes(Map<String, Function<VerifierRegistry, AggregationScheme>> factories) {

  public Schemes {
    factories = Map.copyOf(factories);
  }

  /** Those this market has. */
  public static Schemes standard() {
    return new Schemes(AggregationSchemes.factories());
  }

  /** The scheme of that id over these verifiers; empty when this market does not have it. */
  Optional<AggregationScheme> find(String id, VerifierRegistry systems) {
    return Optional.ofNullable(factories.get(id)).map(factory -> factory.apply(systems));
  }
}
