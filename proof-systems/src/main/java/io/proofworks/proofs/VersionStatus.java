package io.proofworks.proofs;

/** What policy says about one version of a verifier. */
public enum VersionStatus {
  /** Accepted. */
  ACTIVE,
  /** Accepted still; new programs should not choose it. */
  DEPRECATED,
  /** Refused whatever the cryptography says: an emergency stop. */
  STOPPED
}
