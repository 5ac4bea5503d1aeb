package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.Scalar;
import java.util.ArrayList;
import java.util.List;

/**
 * A verifying key of gnark's PLONK.
 *
 * <p>Bytes: log2 of the domain, number of public inputs, number of committed gates (four bytes
 * each), generator of the domain, coset shift, then points: G1 of the reference string, Ql, Qr, Qm,
 * Qo, Qk, S1, S2, S3, one Qcp for each committed gate, the two points of G2, and at last four bytes
 * of commitment index for each committed gate. Points as in EIP-197.
 *
 * @param points G1, Ql, Qr, Qm, Qo, Qk, S1, S2, S3, Qcp..: affine, one after the other
 * @param commitmentIndices the constraint that each committed gate's hash enters
 */
record GnarkPlonkKey(
    Domain domain,
    int publicInputs,
    Scalar cosetShift,
    long[] points,
    LineTable one,
    LineTable x,
    List<Integer> commitmentIndices) {
  static final int GENERATOR = 0;
  static final int QL = G1.LONGS;
  static final int QR = 2 * G1.LONGS;
  static final int QM = 3 * G1.LONGS;
  static final int QO = 4 * G1.LONGS;
  static final int QK = 5 * G1.LONGS;
  static final int S1 = 6 * G1.LONGS;
  static final int S2 = 7 * G1.LONGS;
  static final int S3 = 8 * G1.LONGS;
  private static final List<String> POINTS =
      List.of("G1", "Ql", "Qr", "Qm", "Qo", "Qk", "S1", "S2", "S3");

  /** More than any known circuit has; a key beyond is refused. */
  private static final int MAX_PUBLIC_INPUTS = 1024;

  private static final int MAX_GATES = 8;

  /** Reads a key; IllegalArgumentException when the bytes are none. */
  static GnarkPlonkKey parse(byte[] bytes) {
    KeyReader in = new KeyReader(bytes);
    int logSize = in.number(Domain.MAX_LOG_SIZE);
    int publicInputs = in.number(MAX_PUBLIC_INPUTS);
    int gates = in.number(MAX_GATES);
    Domain domain = new Domain(logSize, in.scalar());
    Scalar shift = in.scalar();
    long[] points = in.g1(names(gates));
    long[] one = in.g2("the first point of G2");
    long[] x = in.g2("the second point of G2", one);
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < gates; i++) {
      indices.add(in.number((1 << logSize) - 1));
    }
    in.end();
    domain.requireRoomFor(publicInputs);
    domain.requireApart(shift, shift.square());
    for (int point : new int[] {GENERATOR, S1, S2, S3}) {
      KeyReader.requireFinite(POINTS.get(point / G1.LONGS), points, point);
    }
    return new GnarkPlonkKey(
        domain, publicInputs, shift, points, LineTable.of(one, 0), LineTable.of(x, 0), indices);
  }

  private static List<String> names(int gates) {
    List<String> names = new ArrayList<>(POINTS);
    for (int i = 0; i < gates; i++) {
      names.add("Qcp[" + i + "]");
    }
    return names;
  }

  int gates() {
    return commitmentIndices.size();
  }

  /** Where the selector of a committed gate stands. */
  static int qcp(int gate) {
    return (POINTS.size() + gate) * G1.LONGS;
  }

  byte[] bytes(int point) {
    byte[] out = new byte[G1.BYTES];
    G1.encode(points, point, out, 0);
    return out;
  }
}
