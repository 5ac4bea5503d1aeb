package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PointCompression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An aggregate of 2^k proofs: {@code whole}, then k rounds of left and right, then the folded
 * vectors and keys and the openings of the keys. All compressed: 992·(1 + 2k) + 544 bytes.
 *
 * @param inG1 the folded A, C, w1 and w2, then the openings of w1 and w2: affine
 * @param inG2 the folded B, v1 and v2, then the openings of v1 and v2: affine
 */
record PackedProof(Terms whole, List<Round> rounds, long[] inG1, long[] inG2) {
  static final int A = 0;
  static final int C = G1.LONGS;
  static final int W1 = 2 * G1.LONGS;
  static final int W2 = 3 * G1.LONGS;
  static final int OPENING_W1 = 4 * G1.LONGS;
  static final int OPENING_W2 = 5 * G1.LONGS;
  static final int B = 0;
  static final int V1 = G2.LONGS;
  static final int V2 = 2 * G2.LONGS;
  static final int OPENING_V1 = 3 * G2.LONGS;
  static final int OPENING_V2 = 4 * G2.LONGS;

  /** Points of the folded vectors and keys, before the openings. */
  static final int FOLDED_G1 = 4;

  static final int FOLDED_G2 = 3;
  private static final int POINTS_G1 = 6;
  private static final int POINTS_G2 = 5;
  private static final int TAIL_BYTES =
      POINTS_G1 * PointCompression.G1_BYTES + POINTS_G2 * PointCompression.G2_BYTES;

  static int bytes(int rounds) {
    return (1 + 2 * rounds) * Terms.BYTES + TAIL_BYTES;
  }

  byte[] encode() {
    byte[] out = new byte[bytes(rounds.size())];
    whole.encode(out, 0);
    int at = Terms.BYTES;
    for (Round round : rounds) {
      round.left().encode(out, at);
      round.right().encode(out, at + Terms.BYTES);
      at += 2 * Terms.BYTES;
    }
    System.arraycopy(points(inG1, POINTS_G1), 0, out, at, POINTS_G1 * PointCompression.G1_BYTES);
    at += POINTS_G1 * PointCompression.G1_BYTES;
    for (int i = 0; i < POINTS_G2; i++) {
      PointCompression.encodeG2(inG2, i * G2.LONGS, out, at + i * PointCompression.G2_BYTES);
    }
    return out;
  }

  private static byte[] points(long[] points, int count) {
    byte[] out = new byte[count * PointCompression.G1_BYTES];
    for (int i = 0; i < count; i++) {
      PointCompression.encodeG1(points, i * G1.LONGS, out, i * PointCompression.G1_BYTES);
    }
    return out;
  }

  /** Reads the encoding of that many rounds; empty when the bytes are anything else. */
  static Optional<PackedProof> decode(byte[] in, int off, int rounds) {
    if (in.length - off != bytes(rounds)) {
      return Optional.empty();
    }
    int at = in.length - TAIL_BYTES;
    long[] inG1 = new long[POINTS_G1 * G1.LONGS];
    long[] inG2 = new long[POINTS_G2 * G2.LONGS];
    if (!readPoints(in, at, inG1, inG2)) {
      return Optional.empty();
    }
    List<Terms> terms = new ArrayList<>();
    for (int i = 0; i < 1 + 2 * rounds; i++) {
      Optional<Terms> next = Terms.decode(in, off + i * Terms.BYTES);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      terms.add(next.get());
    }
    List<Round> all = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      all.add(new Round(terms.get(1 + 2 * i), terms.get(2 + 2 * i)));
    }
    return Optional.of(new PackedProof(terms.getFirst(), all, inG1, inG2));
  }

  private static boolean readPoints(byte[] in, int at, long[] inG1, long[] inG2) {
    boolean sound = true;
    for (int i = 0; i < POINTS_G1; i++) {
      int from = at + i * PointCompression.G1_BYTES;
      sound = sound && PointCompression.decodeG1(in, from, inG1, i * G1.LONGS);
    }
    for (int i = 0; i < POINTS_G2; i++) {
      int from = at + POINTS_G1 * PointCompression.G1_BYTES + i * PointCompression.G2_BYTES;
      sound = sound && PointCompression.decodeG2(in, from, inG2, i * G2.LONGS);
    }
    return sound;
  }
}
