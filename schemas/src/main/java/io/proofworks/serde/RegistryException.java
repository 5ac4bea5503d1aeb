package io.proofworks.serde;

import org.jspecify.annotations.Nullable;

/** The schema registry could not be used. The message says what to do about it. */
public class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RegistryException(String message) {
    super(message);
  }

  public RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
