package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PointReader;
import io.proofworks.proofs.bn254.Scalar;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Reads a verifying key strictly; every method throws IllegalArgumentException on bad bytes. */
final class KeyReader {
  private final byte[] bytes;
  private int at;

  KeyReader(byte[] bytes) {
    this.bytes = bytes;
  }

  private int take(int count) {
    if (bytes.length - at < count) {
      throw new IllegalArgumentException("the key ends at byte " + bytes.length);
    }
    at += count;
    return at - count;
  }

  /** A number of four bytes from 0 to max. */
  int number(int max) {
    int from = take(Integer.BYTES);
    int value = ByteBuffer.wrap(bytes).getInt(from);
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("a number above " + max + " at byte " + from);
    }
    return value;
  }

  Scalar scalar() {
    return Scalar.fromBytes(bytes, take(Scalar.BYTES));
  }

  /** The next points of G1, one after the other. */
  long[] g1(List<String> names) {
    long[] points = new long[names.size() * G1.LONGS];
    for (int i = 0; i < names.size(); i++) {
      PointReader.g1(names.get(i), bytes, take(G1.BYTES), points, i * G1.LONGS);
    }
    return points;
  }

  /** The next point of G2, which a reference string's may not be infinity. */
  long[] g2(String name) {
    long[] point = PointReader.g2(name, bytes, take(G2.BYTES));
    if (Arrays.stream(point).allMatch(limb -> limb == 0)) {
      throw new IllegalArgumentException(name + " is infinity: proofs could be forged");
    }
    return point;
  }

  /** The next point of G2: a reference string's secret times another one. */
  long[] g2(String name, long[] one) {
    long[] x = g2(name);
    long[] minus = new long[G2.LONGS];
    G2.negate(minus, 0, one, 0);
    if (isSame(x, one) || isSame(x, minus)) {
      throw new IllegalArgumentException(
          name + " is of the secret 1 or -1, which everybody knows: proofs could be forged");
    }
    return x;
  }

  private static boolean isSame(long[] one, long[] other) {
    byte[] left = new byte[G2.BYTES];
    byte[] right = new byte[G2.BYTES];
    G2.encode(one, 0, left, 0);
    G2.encode(other, 0, right, 0);
    return Arrays.equals(left, right);
  }

  /** Refuses infinity where a sound key has none. */
  static void requireFinite(String name, long[] points, int at) {
    if (Arrays.stream(points, at, at + G1.LONGS).allMatch(limb -> limb == 0)) {
      throw new IllegalArgumentException(name + " is infinity: proofs could be forged");
    }
  }

  void end() {
    if (at != bytes.length) {
      throw new IllegalArgumentException(bytes.length - at + " bytes too many");
    }
  }
}
