package io.proofworks.settlement.domain;

import org.jspecify.annotations.Nullable;

/** Verification of a proof against a task's statement: a pure function of its arguments. */
@FunctionalInterface
public interface ProofCheck {

  /**
   * @param binding 32 bytes that the proof must carry; null when the task does not bind its prover
   */
  Outcome check(PublishedTask task, byte @Nullable [] binding, byte[] proof);

  /** What verification found. */
  sealed interface Outcome {

    record Valid() implements Outcome {}

    record Invalid(String detail) implements Outcome {}

    /** Not the one encoding of a proof. */
    record NonCanonical(String detail) implements Outcome {}

    /** No proof of the task can be judged: the policy has stopped this version of the verifier. */
    record Stopped(String detail) implements Outcome {}

    /** Of a release or form that the verifier does not know: perhaps a newer one's. */
    record Unsupported(String detail) implements Outcome {}
  }
}
