package io.proofworks.protocol;

import java.util.Optional;

/**
 * An owner: the EVM address of a secp256k1 key, the last 20 bytes of the Keccak-256 of its public
 * point.
 */
public final class Address extends FixedHex implements Comparable<Address> {

  /** Bytes of an address. */
  public static final int BYTES = 20;

  /** Nobody's; in a grant, any assigned aggregator. */
  public static final Address ZERO = of(new byte[BYTES]);

  private Address(String canonical) {
    super(canonical);
  }

  /**
   * @throws IllegalArgumentException if there are not exactly 20 bytes
   */
  public static Address of(byte[] bytes) {
    return new Address(FixedHex.format(bytes, BYTES, "an address"));
  }

  /**
   * Reads the canonical form only.
   *
   * @throws IllegalArgumentException naming the right form
   */
  public static Address parse(String hex) {
    return new Address(FixedHex.require(hex, BYTES, "an address"));
  }

  /** Like {@link #parse}, for text that an outsider wrote. */
  public static Optional<Address> tryParse(String hex) {
    return FixedHex.isCanonical(hex, BYTES) ? Optional.of(new Address(hex)) : Optional.empty();
  }

  @Override
  public int compareTo(Address other) {
    return hex().compareTo(other.hex());
  }
}
