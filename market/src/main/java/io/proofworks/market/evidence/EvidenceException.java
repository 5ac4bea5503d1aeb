package io.proofworks.market.evidence;

/** What is given shows nothing: its message says which part of it does not hold. */
public final class EvidenceException extends Exception {

  private static final long serialVersionUID = 1L;

  EvidenceException(String what) {
    super(what);
  }
}
