package io.proofworks.protocol;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What is hashed and signed in one market: an EIP-712 message under the domain separator {@code
 * EIP712Domain(string name,string version,bytes32 salt)} with name "Proofworks", version "1" and
 * the market's domain as salt. The separator is in every digest, so nothing signed for one market
 * means anything in another.
 */
public final class TypedData {

  /** EIP-712 domain name. */
  public static final String NAME = "Proofworks";

  /** EIP-712 domain version. */
  public static final String VERSION = "1";

  /** Type of the domain separator. */
  public static final StructType DOMAIN_TYPE =
      StructType.parse("EIP712Domain(string name,string version,bytes32 salt)");

  private static final byte[] PREFIX = HexFormat.of().parseHex("1901");

  private final Hash32 domain;
  private final byte[] separator;

  public TypedData(Hash32 domain) {
    this.domain = domain;
    this.separator = DOMAIN_TYPE.of(NAME, VERSION, domain).hash().bytes();
  }

  /** The market. */
  public Hash32 domain() {
    return domain;
  }

  /** keccak256(0x1901 ‖ domain separator ‖ hashStruct(message)): what a wallet signs. */
  public Hash32 digest(Struct message) {
    return Keccak.hash(PREFIX, separator, StructEncoding.hashStruct(message));
  }

  /** What the digest is of, 66 bytes: for signers that hash by themselves. */
  public byte[] preimage(Struct message) {
    return ByteBuffer.allocate(PREFIX.length + 2 * Hash32.BYTES)
        .put(PREFIX)
        .put(separator)
        .put(StructEncoding.hashStruct(message))
        .array();
  }
}
