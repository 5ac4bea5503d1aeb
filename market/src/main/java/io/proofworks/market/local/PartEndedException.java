package io.proofworks.market.local;

import io.proofworks.operations.LogCode;

/** A part of a local market has ended for good, so the market is not one any more. */
public final class PartEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  PartEndedException(String part, LogCode code, String cause, int exitCode) {
    super(part + " has ended: " + code + ": " + cause + ". " + code.remedy());
    this.exitCode = exitCode;
  }

  /** What a command that needs the market ends with. */
  public int exitCode() {
    return exitCode;
  }
}
