package io.proofworks.market.local;

import io.proofworks.operations.LogCode;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import java.time.Duration;

/** A part of a local market has ended for good, so the market is not one any more. */
public final class PartEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  PartEndedException(String part, LogCode code, String cause, int exitCode) {
    super(part + " has ended: " + code + ": " + cause + ". " + code.remedy());
    this.exitCode = exitCode;
  }

  private PartEndedException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  static PartEndedException of(String part, RunningApplication.Ending ending) {
    return new PartEndedException(part, ending.code(), ending.cause(), ending.exitCode());
  }

  /** It has not come up, and nothing about it changes any more. */
  static PartEndedException stuck(RunningApplication application, Duration quiet) {
    return new PartEndedException(
        "%s has not come up, and for %d s nothing about it has changed: %s; run again with -v for the log"
            .formatted(application.name(), quiet.toSeconds(), application.details()),
        StreamsRunner.UNFIT);
  }

  /** What a command that needs the market ends with. */
  public int exitCode() {
    return exitCode;
  }
}
