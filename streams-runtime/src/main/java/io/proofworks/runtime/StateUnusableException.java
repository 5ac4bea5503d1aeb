package io.proofworks.runtime;

/** The state directory cannot be used; the message says the way out. */
final class StateUnusableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StateUnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
