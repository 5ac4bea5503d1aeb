package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Scalar;
import java.nio.ByteBuffer;

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
  long[] g1(int count) {
    long[] points = new long[count * G1.LONGS];
    for (int i = 0; i < count; i++) {
      int from = take(G1.BYTES);
      if (!G1.decode(bytes, from, points, i * G1.LONGS)) {
        throw new IllegalArgumentException("no point of G1 at byte " + from);
      }
    }
    return points;
  }

  long[] g2() {
    int from = take(G2.BYTES);
    long[] point = new long[G2.LONGS];
    if (!G2.decode(bytes, from, point, 0)) {
      throw new IllegalArgumentException("no point of G2 at byte " + from);
    }
    return point;
  }

  void end() {
    if (at != bytes.length) {
      throw new IllegalArgumentException(bytes.length - at + " bytes too many");
    }
  }
}
