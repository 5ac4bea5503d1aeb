package io.proofworks.worker.proving;

/** A back end could not make a proof. */
public final class ProvingException extends Exception {

  private static final long serialVersionUID = 1;

  public ProvingException(String message) {
    super(message);
  }

  public ProvingException(String message, Throwable cause) {
    super(message, cause);
  }
}
