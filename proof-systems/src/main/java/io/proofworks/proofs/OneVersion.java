package io.proofworks.proofs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The only version of a system's verifier, and what policy says of it. */
public record OneVersion(String name, VersionStatus status) {

  /** Active unless the policy, statuses by version, says otherwise. */
  public static OneVersion under(Map<String, VersionStatus> policy, String name) {
    return new OneVersion(name, policy.getOrDefault(name, VersionStatus.ACTIVE));
  }

  /** As {@link ProofSystem#statuses} has it. */
  public Map<String, VersionStatus> statuses() {
    return Map.of(name, status);
  }

  /** The answer to every proof when policy has stopped this, else null. */
  public @Nullable ProofVerdict refusal() {
    return status == VersionStatus.STOPPED ? new ProofVerdict.Stopped(name) : null;
  }
}
