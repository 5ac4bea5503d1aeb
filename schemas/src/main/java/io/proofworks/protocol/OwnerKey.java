package io.proofworks.protocol;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * The secp256k1 key of an owner: a prover, aggregator or requester is its address. Signs what is
 * rare and weighs much (registrations, requests, supersessions), so it can live in a wallet.
 *
 * <p>A signature is {@code r ‖ s ‖ v}, 65 bytes, with RFC 6979 nonces, s in the lower half of the
 * group order (EIP-2) and v 27 or 28. There is one accepted encoding per signature.
 */
public final class OwnerKey implements OwnerSigner {

  /** Bytes of a signature. */
  public static final int SIGNATURE_BYTES = 65;

  private static final ECDomainParameters CURVE = curve();
  private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);
  private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();
  private static final int SCALAR_BYTES = 32;
  private static final int V_EVEN = 27;
  private static final int V_ODD = 28;

  private final BigInteger secret;
  private final Address address;

  private OwnerKey(BigInteger secret) {
    this.secret = secret;
    this.address = addressOf(new FixedPointCombMultiplier().multiply(CURVE.getG(), secret));
  }

  /** A new key. */
  public static OwnerKey generate(SecureRandom random) {
    return new OwnerKey(
        BigIntegers.createRandomInRange(
            BigInteger.ONE, CURVE.getN().subtract(BigInteger.ONE), random));
  }

  /**
   * Reads a secret key of 32 bytes as canonical hex.
   *
   * @throws IllegalArgumentException if it is not in form, zero, or not below the group order; the
   *     message does not contain the text
   */
  public static OwnerKey parse(String hex) {
    return Hash32.tryParse(hex)
        .map(bytes -> of(bytes.bytes()))
        .orElseThrow(() -> new IllegalArgumentException("a secret key is 0x and 64 hex digits"));
  }

  /**
   * The key of 32 bytes, which the caller may wipe.
   *
   * @throws IllegalArgumentException if they are zero, or not below the group order
   */
  public static OwnerKey of(byte[] secret) {
    BigInteger scalar = new BigInteger(1, secret);
    if (secret.length != SCALAR_BYTES || !isScalar(scalar)) {
      throw new IllegalArgumentException("a secret key is from 1 to the group order less 1");
    }
    return new OwnerKey(scalar);
  }

  @Override
  public Address address() {
    return address;
  }

  /** The secret, as {@link #parse} reads it; for key files. */
  public String secretHex() {
    return Hash32.of(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, secret)).hex();
  }

  @Override
  public byte[] sign(TypedMessage message) {
    return sign(message.digest());
  }

  /** Signs a digest; the same key and digest give the same 65 bytes. */
  public byte[] sign(Hash32 digest) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(secret, CURVE));
    BigInteger[] rs = signer.generateSignature(digest.bytes());
    byte[] even = encode(rs[0], lower(rs[1]), V_EVEN);
    return isOurs(digest, even) ? even : encode(rs[0], lower(rs[1]), V_ODD);
  }

  private boolean isOurs(Hash32 digest, byte[] signature) {
    return recover(digest, signature).filter(address::equals).isPresent();
  }

  private static BigInteger lower(BigInteger s) {
    return s.compareTo(HALF_ORDER) > 0 ? CURVE.getN().subtract(s) : s;
  }

  private static byte[] encode(BigInteger r, BigInteger s, int v) {
    return ByteBuffer.allocate(SIGNATURE_BYTES)
        .put(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, r))
        .put(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, s))
        .put((byte) v)
        .array();
  }

  /**
   * The accepted encoding of a signature that another signer made: s in the lower half, and the v
   * by which it is the owner's.
   *
   * @param signature begins with r ‖ s, 64 bytes; what follows is not looked at
   * @return empty if the owner's key did not sign the digest
   */
  public static Optional<byte[]> canonical(Address owner, Hash32 digest, byte[] signature) {
    if (signature.length < 2 * SCALAR_BYTES) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, SCALAR_BYTES));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, SCALAR_BYTES, 2 * SCALAR_BYTES));
    if (!isScalar(s)) {
      return Optional.empty();
    }
    return Stream.of(V_EVEN, V_ODD)
        .map(v -> encode(r, lower(s), v))
        .filter(one -> recover(digest, one).filter(owner::equals).isPresent())
        .findFirst();
  }

  /**
   * The owner of a public key.
   *
   * @param publicKey x ‖ y, 64 bytes, or the same behind the byte 4 of an uncompressed point
   * @return empty for anything else
   */
  public static Optional<Address> addressOf(byte[] publicKey) {
    boolean bare = publicKey.length == 2 * SCALAR_BYTES;
    byte[] point = bare ? ByteBuffer.allocate(65).put((byte) 4).put(publicKey).array() : publicKey;
    if (point.length != 1 + 2 * SCALAR_BYTES || point[0] != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(addressOf(CURVE.getCurve().decodePoint(point)));
    } catch (IllegalArgumentException notOnCurve) {
      return Optional.empty();
    }
  }

  /**
   * Who signed the digest. Empty for any bytes that {@link #sign} could not have made: another
   * length, r or s out of range, s in the upper half, v other than 27 or 28, r no x-coordinate.
   * Never throws.
   */
  public static Optional<Address> recover(Hash32 digest, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, SCALAR_BYTES));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, SCALAR_BYTES, 2 * SCALAR_BYTES));
    int v = signature[2 * SCALAR_BYTES];
    boolean wellFormed =
        isScalar(r) && isScalar(s) && s.compareTo(HALF_ORDER) <= 0 && (v == V_EVEN || v == V_ODD);
    return wellFormed ? recover(digest, r, s, v == V_ODD) : Optional.empty();
  }

  /** Q = r⁻¹(sR − eG), SEC 1 section 4.1.6, for the x-coordinate r itself. */
  private static Optional<Address> recover(Hash32 digest, BigInteger r, BigInteger s, boolean odd) {
    return point(r, odd)
        .map(point -> {
          BigInteger inverse = BigIntegers.modOddInverse(CURVE.getN(), r);
          BigInteger e = new BigInteger(1, digest.bytes());
          BigInteger u1 = e.negate().multiply(inverse).mod(CURVE.getN());
          BigInteger u2 = s.multiply(inverse).mod(CURVE.getN());
          return ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2).normalize();
        })
        .filter(key -> !key.isInfinity())
        .map(OwnerKey::addressOf);
  }

  private static Optional<ECPoint> point(BigInteger x, boolean odd) {
    if (x.compareTo(FIELD) >= 0) {
      return Optional.empty();
    }
    byte[] encoded = new byte[1 + SCALAR_BYTES];
    encoded[0] = (byte) (odd ? 3 : 2);
    System.arraycopy(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, x), 0, encoded, 1, SCALAR_BYTES);
    try {
      return Optional.of(CURVE.getCurve().decodePoint(encoded));
    } catch (IllegalArgumentException notOnCurve) {
      return Optional.empty();
    }
  }

  private static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(CURVE.getN()) < 0;
  }

  private static Address addressOf(ECPoint publicKey) {
    byte[] encoded = publicKey.normalize().getEncoded(false);
    byte[] digest = Keccak.bytes(Arrays.copyOfRange(encoded, 1, encoded.length));
    return Address.of(Arrays.copyOfRange(digest, Hash32.BYTES - Address.BYTES, Hash32.BYTES));
  }

  /**
   * With arithmetic made for this field, which needs less than half the time of the general one.
   */
  private static ECDomainParameters curve() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256k1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "OwnerKey[" + address + "]";
  }
}
