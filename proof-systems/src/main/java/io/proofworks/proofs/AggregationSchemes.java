package io.proofworks.proofs;

import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The aggregation schemes of this module. */
public final class AggregationSchemes {

  private AggregationSchemes() {}

  /** By id, what makes a scheme over verifiers and the policy that they are under. */
  public static Map<String, Function<VerifierRegistry, AggregationScheme>> factories() {
    return Map.of(
        BatchScheme.ID, BatchScheme::new,
        SnarkPackScheme.ID, SnarkPackScheme::development);
  }

  /** By id, the schemes over the standard verifiers. */
  public static Map<String, AggregationScheme> standard() {
    VerifierRegistry registry = VerifierRegistry.standard();
    return factories().entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().apply(registry)));
  }
}
