package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** The bytes of one section, written in order. */
final class Output {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Output number(int value) {
    out.writeBytes(BinaryFile.number(value));
    return this;
  }

  Output longNumber(long value) {
    out.writeBytes(BinaryFile.longNumber(value));
    return this;
  }

  Output bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** 32 big-endian bytes, least significant first. */
  Output reversed(byte[] be, int off) {
    for (int i = Section.FIELD_BYTES - 1; i >= 0; i--) {
      out.write(be[off + i]);
    }
    return this;
  }

  Output scalar(long[] x, int xo) {
    byte[] be = new byte[Section.FIELD_BYTES];
    Fr.toBytes(x, xo, be, 0);
    return reversed(be, 0);
  }

  Output prime(BigInteger prime) {
    byte[] be = prime.toByteArray();
    return number(Section.FIELD_BYTES).reversed(be, be.length - Section.FIELD_BYTES);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
