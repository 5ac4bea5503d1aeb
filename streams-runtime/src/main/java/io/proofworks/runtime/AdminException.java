package io.proofworks.runtime;

/** The cluster could not be asked or did not do what it was asked. */
public final class AdminException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public AdminException(String message, Throwable cause) {
    super(message, cause);
  }
}
