package io.proofworks.proofs.aggregation;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The aggregation schemes over a market's proof systems. */
public final class AggregationSchemes {

  private static final Map<String, Function<VerifierRegistry, AggregationScheme>> OWN =
      Map.of(
          BatchScheme.ID, BatchScheme::new,
          SnarkPackScheme.ID, SnarkPackScheme::development);

  private AggregationSchemes() {}

  /**
   * The scheme of that id, if there is one: of this module, or brought along by the registry.
   *
   * @param verifiers check the children, under the policy that they are under
   */
  public static Optional<AggregationScheme> find(String id, VerifierRegistry verifiers) {
    return Optional.ofNullable(over(verifiers).get(id));
  }

  /**
   * By id, the schemes over these verifiers.
   *
   * @throws IllegalArgumentException when the registry brings one of an id that is taken
   */
  public static Map<String, AggregationScheme> over(VerifierRegistry verifiers) {
    Map<String, AggregationScheme> schemes = new HashMap<>();
    OWN.forEach((id, factory) -> schemes.put(id, factory.apply(verifiers)));
    for (AggregationScheme scheme : verifiers.schemes()) {
      if (schemes.putIfAbsent(scheme.id(), scheme) != null) {
        throw new IllegalArgumentException("there is a scheme " + scheme.id() + " already");
      }
    }
    return Map.copyOf(schemes);
  }

  /** By id, the schemes over the standard verifiers. */
  public static Map<String, AggregationScheme> standard() {
    return over(VerifierRegistry.standard());
  }
}
