package io.proofworks.protocol;

/**
 * A message of one market, before it is hashed: EIP-712 typed data.
 *
 * @param domain the market
 */
public record TypedMessage(Hash32 domain, Struct message) {

  /** 0x1901 ‖ domain separator ‖ hashStruct(message), 66 bytes. */
  public byte[] preimage() {
    return new TypedData(domain).preimage(message);
  }

  /** keccak256 of the {@link #preimage}: what is signed. */
  public Hash32 digest() {
    return new TypedData(domain).digest(message);
  }
}
