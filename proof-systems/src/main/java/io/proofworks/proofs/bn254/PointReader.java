package io.proofworks.proofs.bn254;

/** Reads the points of keys, which are refused with the name of the point and what is wrong. */
public final class PointReader {

  private PointReader() {}

  /**
   * Reads a point of G1.
   *
   * @param name of the point, for whoever reads the refusal
   * @throws IllegalArgumentException when it is none
   */
  public static void g1(String name, byte[] bytes, int off, long[] z, int zo) {
    if (!G1.decodeCoordinates(bytes, off, z, zo)) {
      throw notBelow(name);
    }
    if (!G1.isOnCurve(z, zo)) {
      throw offCurve(name);
    }
  }

  /** As {@link #g1}, a point of G2. */
  public static long[] g2(String name, byte[] bytes, int off) {
    long[] z = new long[G2.LONGS];
    if (!G2.decodeCoordinates(bytes, off, z, 0)) {
      throw notBelow(name);
    }
    requireG2(name, z, 0);
    return z;
  }

  /**
   * @throws IllegalArgumentException when coordinates are no point of G2
   */
  public static void requireG2(String name, long[] point, int at) {
    if (!G2.isOnCurve(point, at)) {
      throw offCurve(name);
    }
    if (!G2.isInSubgroup(point, at)) {
      throw new IllegalArgumentException(name + " is outside the subgroup of order r");
    }
  }

  private static IllegalArgumentException notBelow(String name) {
    return new IllegalArgumentException(name + " has a coordinate that is not below p");
  }

  private static IllegalArgumentException offCurve(String name) {
    return new IllegalArgumentException(name + " is not on its curve");
  }
}
