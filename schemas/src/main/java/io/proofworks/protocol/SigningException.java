package io.proofworks.protocol;

/**
 * A key that is kept elsewhere did not sign: its keeper is away, refuses, or signed with another
 * key. Nothing was sent; the same may be asked for again.
 */
public final class SigningException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SigningException(String message) {
    super(message);
  }

  public SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
