package io.proofworks.worker.proving;

import java.util.OptionalLong;

/** One way of making proofs. Used by several threads at once. */
public interface ProvingBackend {

  /** Whether this back end can prove programs of that proof system. */
  boolean supports(String proofSystem);

  /**
   * Makes the proof.
   *
   * @throws ProvingException if it cannot be made; the message says why
   * @throws InterruptedException if the worker no longer wants it
   */
  byte[] prove(ProofJob job) throws ProvingException, InterruptedException;

  /**
   * Cost of one proof of that program as measured on this hardware, milliseconds of one core; empty
   * before it was measured.
   */
  OptionalLong costCpuMillis(io.proofworks.proofs.Program program);
}
