package io.proofworks.embedded;

/**
 * Why the broker or the registry did not come up. The message is for the person at the keyboard: it
 * says what is in the way and the way out, and is meant to be printed without the stack trace.
 */
public final class EmbeddedStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What stood in the way. */
  public enum Reason {
    /** Another process, or another instance in this one, uses the data directory. */
    DIRECTORY_IN_USE,
    /** The data directory cannot be written, or holds something that is not ours. */
    DIRECTORY_UNUSABLE,
    /** A port that was asked for by number is taken. */
    PORT_TAKEN,
    /** Kafka itself refused to start or to answer; the message carries its words. */
    KAFKA_FAILED
  }

  private final Reason reason;

  EmbeddedStartException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  EmbeddedStartException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What stood in the way, for exit codes and tests. */
  public Reason reason() {
    return reason;
  }
}
