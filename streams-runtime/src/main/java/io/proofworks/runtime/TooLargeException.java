package io.proofworks.runtime;

/** What was to be written is larger than what it was to be written to takes. */
public final class TooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param bytes what it has
   * @param limit what fits
   */
  public TooLargeException(String where, int bytes, int limit) {
    super("%d bytes for %s, which takes %d".formatted(bytes, where, limit));
  }
}
