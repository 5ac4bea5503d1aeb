package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Points;
import java.math.BigInteger;

/**
 * Turns a valid Groth16 proof into other valid bytes for the same public inputs, without a witness,
 * as anyone can: the reason why proof bytes identify nothing.
 */
public final class Rerandomizer {
  private final VerifyingKey key;

  public Rerandomizer(VerifyingKey key) {
    this.key = key;
  }

  /** (-A, -B, C). */
  public static byte[] negated(byte[] proof) {
    return scaled(proof, Fr.MODULUS.subtract(BigInteger.ONE));
  }

  /** (kA, B/k, C). */
  public static byte[] scaled(byte[] proof, BigInteger k) {
    byte[] out = proof.clone();
    long[] a = times(Points.g1(), a(proof), k);
    long[] b = times(Points.g2(), b(proof), k.modInverse(Fr.MODULUS));
    G1.encode(a, 0, out, 0);
    G2.encode(b, 0, out, G1.BYTES);
    return out;
  }

  /** (A, B + s·delta, C + s·A). */
  public byte[] shifted(byte[] proof, BigInteger s) {
    byte[] out = proof.clone();
    long[] b = plusMultiple(Points.g2(), b(proof), key.delta(), s);
    long[] c = plusMultiple(Points.g1(), c(proof), a(proof), s);
    G2.encode(b, 0, out, G1.BYTES);
    G1.encode(c, 0, out, G1.BYTES + G2.BYTES);
    return out;
  }

  private static long[] times(Points g, long[] point, BigInteger k) {
    return plusMultiple(g, new long[g.affineLongs()], point, k);
  }

  private static long[] plusMultiple(Points g, long[] base, long[] point, BigInteger k) {
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, point, 0, k);
    g.addAffine(acc, 0, base, 0);
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }

  private static long[] a(byte[] proof) {
    long[] z = new long[G1.LONGS];
    G1.decode(proof, 0, z, 0);
    return z;
  }

  private static long[] b(byte[] proof) {
    long[] z = new long[G2.LONGS];
    G2.decode(proof, G1.BYTES, z, 0);
    return z;
  }

  private static long[] c(byte[] proof) {
    long[] z = new long[G1.LONGS];
    G1.decode(proof, G1.BYTES + G2.BYTES, z, 0);
    return z;
  }
}
