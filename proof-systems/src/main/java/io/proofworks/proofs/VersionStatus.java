package io.proofworks.proofs;

import java.util.Map;
import java.util.TreeMap;

/** What policy says about one version of a verifier. */
public enum VersionStatus {
  /** Accepted. */
  ACTIVE,
  /** Accepted still; new programs should not choose it. */
  DEPRECATED,
  /** Refused whatever the cryptography says: an emergency stop. */
  STOPPED;

  /**
   * Statuses by version, from the words of a policy.
   *
   * @throws IllegalArgumentException if a word is no status
   */
  public static Map<String, VersionStatus> of(Map<String, String> words) {
    Map<String, VersionStatus> statuses = new TreeMap<>();
    words.forEach((version, word) -> statuses.put(version, valueOf(word)));
    return statuses;
  }
}
