package io.proofworks.protocol;

import java.util.Optional;

/** Whether a party may work: what settlement holds of its registration. */
public enum Standing {

  /** A valid registration, whose session key has not expired. */
  REGISTERED,
  /** The session key has expired. */
  EXPIRED,
  /** Money but no registration. */
  UNREGISTERED;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<Standing> find(String word) {
    return Vocabulary.find(Standing.class, word);
  }
}
