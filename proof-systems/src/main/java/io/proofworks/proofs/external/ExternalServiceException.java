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
}
