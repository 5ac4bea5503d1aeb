package io.proofworks.settings;

/** A setting is missing, unknown or wrong. The message names it and the form it takes. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
