package io.proofworks.protocol;

import java.util.Optional;

/**
 * Thirty-two bytes: a digest, a domain, a nonce, an id. Held in its only text form so that it can
 * be a record key, a map key and a log word without conversion.
 */
public final class Hash32 extends FixedHex implements Comparable<Hash32> {

  /** Bytes of a hash. */
  public static final int BYTES = 32;

  /** All zero; the digest of nothing that is known. */
  public static final Hash32 ZERO = of(new byte[BYTES]);

  private Hash32(String canonical) {
    super(canonical);
  }

  /**
   * @throws IllegalArgumentException if there are not exactly 32 bytes
   */
  public static Hash32 of(byte[] bytes) {
    return new Hash32(FixedHex.format(bytes, BYTES, "a hash"));
  }

  /**
   * Reads the canonical form only: upper case, a missing prefix or white space are refused, since
   * two spellings of one id would be two record keys.
   *
   * @throws IllegalArgumentException naming the right form
   */
  public static Hash32 parse(String hex) {
    return new Hash32(FixedHex.require(hex, BYTES, "a hash"));
  }

  /** Like {@link #parse}, for text that an outsider wrote. */
  public static Optional<Hash32> tryParse(String hex) {
    return FixedHex.isCanonical(hex, BYTES) ? Optional.of(new Hash32(hex)) : Optional.empty();
  }

  @Override
  public int compareTo(Hash32 other) {
    return hex().compareTo(other.hex());
  }
}
