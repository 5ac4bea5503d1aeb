package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/** Points that a verifier must refuse, for tests. */
public final class CurvePoints {
  private CurvePoints() {}

  /** The affine point of the twisted curve with abscissa 2 + i: not of order r. */
  public static long[] outsideTheSubgroup() {
    BigInteger[] coordinates = {
      BigInteger.TWO,
      BigInteger.ONE,
      new BigInteger(
          "7292567877523311580221095596750716176434782432868683424513645834767876293070"),
      new BigInteger(
          "19659275751359636165940301690575149581329631496732780143538578556285923319774")
    };
    long[] point = new long[G2.LONGS];
    for (int i = 0; i < coordinates.length; i++) {
      Fp.fromBigInteger(coordinates[i], point, i * Fp.LIMBS);
    }
    return point;
  }
}
