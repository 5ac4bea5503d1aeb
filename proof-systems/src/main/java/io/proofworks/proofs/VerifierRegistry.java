package io.proofworks.proofs;

import java.util.Map;
import java.util.Optional;

/** The proof systems of this market and what policy says about their versions. Immutable. */
public final class VerifierRegistry {

  private final Map<String, ProofSystem> systems;

  private VerifierRegistry(Map<String, ProofSystem> systems) {
    this.systems = systems;
  }

  /** The systems of this module with the statuses known when it was released. */
  public static VerifierRegistry standard() {
    return withStatuses(Map.of());
  }

  /**
   * The standard systems under a policy.
   *
   * @param statuses by version, for instance {@code risc0-groth16/2.1}; versions not named keep
   *     their standard status
   */
  public static VerifierRegistry withStatuses(Map<String, VersionStatus> statuses) {
    return new VerifierRegistry(Map.of());
  }

  /** The system of that id, if this market knows it. */
  public Optional<ProofSystem> system(String id) {
    return Optional.ofNullable(systems.get(id));
  }
}
