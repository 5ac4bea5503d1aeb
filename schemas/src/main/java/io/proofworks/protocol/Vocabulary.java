package io.proofworks.protocol;

import java.util.Optional;

/**
 * Closed vocabularies travel as strings, so that a new word does not break readers that have the
 * old schema; this reads such a word, which may be an outsider's or of a newer release.
 */
public final class Vocabulary {

  private Vocabulary() {}

  /** The constant of that exact name, or empty. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> vocabulary, String word) {
    for (E constant : vocabulary.getEnumConstants()) {
      if (constant.name().equals(word)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
