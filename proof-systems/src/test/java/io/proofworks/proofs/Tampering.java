package io.proofworks.proofs;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Ways to alter a proof. */
public final class Tampering {

  private static final BigInteger P =
      new BigInteger(
          "21888242871839275222246405745257275088696311157297823662689037894645226208583");
  private static final int WORD = 32;

  private Tampering() {}

  /** One bit of each byte turned, one copy per byte. */
  public static List<byte[]> bitFlips(byte[] bytes) {
    List<byte[]> altered = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      altered.add(flip(bytes, i));
    }
    return altered;
  }

  public static byte[] flip(byte[] bytes, int place) {
    byte[] altered = bytes.clone();
    altered[place] ^= 1;
    return altered;
  }

  /**
   * Each of the eight coordinates at the end of the proof replaced by itself plus the modulus: the
   * same point, again.
   */
  public static List<byte[]> coordinatesPastTheModulus(byte[] proof) {
    List<byte[]> altered = new ArrayList<>();
    for (int at = proof.length - 8 * WORD; at < proof.length; at += WORD) {
      BigInteger value = new BigInteger(1, Arrays.copyOfRange(proof, at, at + WORD)).add(P);
      if (value.bitLength() <= 8 * WORD) {
        altered.add(replace(proof, at, value));
      }
    }
    return altered;
  }

  private static byte[] replace(byte[] proof, int at, BigInteger value) {
    byte[] copy = proof.clone();
    byte[] word = value.toByteArray();
    Arrays.fill(copy, at, at + WORD, (byte) 0);
    int length = Math.min(WORD, word.length);
    System.arraycopy(word, word.length - length, copy, at + WORD - length, length);
    return copy;
  }

  /** Shorter and longer by one byte, and nothing at all. */
  public static List<byte[]> otherLengths(byte[] proof) {
    return List.of(
        new byte[0],
        Arrays.copyOf(proof, 3),
        Arrays.copyOf(proof, proof.length - 1),
        Arrays.copyOf(proof, proof.length + 1));
  }
}
