package io.proofworks.worker.journal;

/**
 * The journal cannot be trusted or written; no commit may be sent. The message says the way out.
 */
public final class JournalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
