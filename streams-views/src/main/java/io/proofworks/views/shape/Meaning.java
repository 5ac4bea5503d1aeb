package io.proofworks.views.shape;

/** What a text or a number means beyond its type. */
public enum Meaning {
  /** A digest or an id, {@code 0x} and 64 hex digits. */
  HASH,
  /** {@code 0x} and 40 hex digits. */
  ADDRESS,
  /** Whole base units; text in JSON, since a double does not hold them. */
  AMOUNT,
  /** Epoch milliseconds. */
  TIME
}
