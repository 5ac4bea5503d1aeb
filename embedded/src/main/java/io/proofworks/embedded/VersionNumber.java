package io.proofworks.embedded;

/** The version part of a path: a number from 1, or the latest. */
sealed interface VersionNumber {
  /** The highest version that is not deleted. */
  record Latest() implements VersionNumber {}

  /** This version. */
  record Exactly(int number) implements VersionNumber {}

  /**
   * Reads {@code latest}, {@code -1} (the same, for old clients) or a number from 1.
   *
   * @throws RegistryException 42202 otherwise
   */
  static VersionNumber parse(String text) {
    if (text.equals("latest") || text.equals("-1")) {
      return new Latest();
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1) {
        return new Exactly(number);
      }
    } catch (NumberFormatException e) {
      throw RegistryException.invalidVersion(text);
    }
    throw RegistryException.invalidVersion(text);
  }
}
