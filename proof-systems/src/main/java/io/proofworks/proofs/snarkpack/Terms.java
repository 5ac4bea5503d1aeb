package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.PointCompression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commitments and products of one half of the vectors with the other (or of all with all):
 *
 * @param values under the first key to A and B, under the second, to C under the first, under the
 *     second, then the product of A and B
 * @param c the product of C with the powers of r, affine
 */
record Terms(List<PairingValue> values, long[] c) {
  static final int VALUES = 5;
  static final int T_AB = 0;
  static final int U_AB = 1;
  static final int T_C = 2;
  static final int U_C = 3;
  static final int Z_AB = 4;
  static final int BYTES = VALUES * PairingValue.BYTES + PointCompression.G1_BYTES;

  void encode(byte[] out, int off) {
    for (int i = 0; i < VALUES; i++) {
      values.get(i).encode(out, off + i * PairingValue.BYTES);
    }
    PointCompression.encodeG1(c, 0, out, off + VALUES * PairingValue.BYTES);
  }

  byte[] toBytes() {
    byte[] out = new byte[BYTES];
    encode(out, 0);
    return out;
  }

  static Optional<Terms> decode(byte[] in, int off) {
    long[] c = new long[G1.LONGS];
    if (!PointCompression.decodeG1(in, off + VALUES * PairingValue.BYTES, c, 0)) {
      return Optional.empty();
    }
    List<PairingValue> values = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      Optional<PairingValue> value = PairingValue.decode(in, off + i * PairingValue.BYTES);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(new Terms(List.copyOf(values), c));
  }
}
