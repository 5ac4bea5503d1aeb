package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One section of a file, read in order. Reading past its end or a number that is too big is an
 * IllegalArgumentException.
 */
final class Section {
  static final int FIELD_BYTES = 32;

  /** Montgomery's R of these files. */
  static final BigInteger R = BigInteger.ONE.shiftLeft(256);

  private static final long[] FROM_MONTGOMERY = new long[Fp.LIMBS];

  static {
    Fp.fromBigInteger(R.modInverse(Fp.MODULUS), FROM_MONTGOMERY, 0);
  }

  private final ByteBuffer in;
  private final String name;

  Section(ByteBuffer in, String name) {
    this.in = in;
    this.name = name;
  }

  private void require(long bytes) {
    if (bytes < 0 || in.remaining() < bytes) {
      throw new IllegalArgumentException("the " + name + " file ends too early");
    }
  }

  /** A number of four bytes below 2^31. */
  int number() {
    require(Integer.BYTES);
    int value = in.getInt();
    if (value < 0) {
      throw new IllegalArgumentException("too big a number in the " + name + " file");
    }
    return value;
  }

  /** A count of items that have at least so many bytes each in what is left of this section. */
  int count(int bytesEach) {
    int count = number();
    require((long) count * bytesEach);
    return count;
  }

  long longNumber() {
    require(Long.BYTES);
    return in.getLong();
  }

  byte[] bytes(int count) {
    require(count);
    byte[] out = new byte[count];
    in.get(out);
    return out;
  }

  Section part(long length) {
    require(length);
    ByteBuffer part = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return new Section(part, name);
  }

  /** 32 bytes, least significant first, in the order of the readers of this project: big-endian. */
  byte[] fieldBytes() {
    byte[] le = bytes(FIELD_BYTES);
    byte[] be = new byte[FIELD_BYTES];
    for (int i = 0; i < FIELD_BYTES; i++) {
      be[i] = le[FIELD_BYTES - 1 - i];
    }
    return be;
  }

  /** An element of the scalar field. */
  void scalar(long[] z, int zo) {
    if (!Fr.fromBytes(fieldBytes(), 0, z, zo)) {
      throw new IllegalArgumentException("a number at or above r in the " + name + " file");
    }
  }

  /**
   * Affine points of G1, coordinates in Montgomery form.
   *
   * @param of what they are, for whoever reads a refusal
   */
  long[] g1(String of, int count) {
    long[] points = coordinates(of, Math.multiplyExact(count, G1.LONGS));
    for (int at = 0; at < points.length; at += G1.LONGS) {
      if (!G1.isOnCurve(points, at)) {
        throw refusal(of, at / G1.LONGS, "is not on its curve");
      }
    }
    return points;
  }

  /** As {@link #g1}, of G2, real before imaginary. */
  long[] g2(String of, int count) {
    long[] points = coordinates(of, Math.multiplyExact(count, G2.LONGS));
    for (int at = 0; at < points.length; at += G2.LONGS) {
      if (!G2.isOnCurve(points, at)) {
        throw refusal(of, at / G2.LONGS, "is not on its curve");
      }
      if (!G2.isInSubgroup(points, at)) {
        throw refusal(of, at / G2.LONGS, "is outside the subgroup of order r");
      }
    }
    return points;
  }

  private IllegalArgumentException refusal(String of, int index, String why) {
    return new IllegalArgumentException(
        "point %d of %s in the %s file %s".formatted(index, of, name, why));
  }

  private long[] coordinates(String of, int longs) {
    require((long) longs / Fp.LIMBS * FIELD_BYTES);
    long[] out = new long[longs];
    for (int at = 0; at < out.length; at += Fp.LIMBS) {
      if (!Fp.fromBytes(fieldBytes(), 0, out, at)) {
        throw new IllegalArgumentException(
            "a coordinate of %s in the %s file is not below p".formatted(of, name));
      }
      Fp.mul(out, at, out, at, FROM_MONTGOMERY, 0);
      Fp.canonicalize(out, at);
    }
    return out;
  }

  /** Its size in bytes and the prime of a field; it must be this one. */
  void prime(BigInteger prime) {
    if (number() != FIELD_BYTES || !new BigInteger(1, fieldBytes()).equals(prime)) {
      throw new IllegalArgumentException("the " + name + " file is of another field than BN254's");
    }
  }

  int remaining() {
    return in.remaining();
  }

  void end() {
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(
          in.remaining() + " bytes too many in the " + name + " file");
    }
  }
}
