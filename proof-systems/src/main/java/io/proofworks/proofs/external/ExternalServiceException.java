package io.proofworks.proofs.external;

/**
 * An external service that does not answer. No verdict follows from it: whoever asked has to stop
 * and to ask again later.
 */
public final class ExternalServiceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ExternalServiceException(String message) {
    super(message);
  }

  ExternalServiceException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The same, of whoever knows what it was asked about.
   *
   * @param what is not checked, and not bad either
   */
  public ExternalServiceException about(String what) {
    return new ExternalServiceException(getMessage() + "; not checked: " + what, this);
  }
}
