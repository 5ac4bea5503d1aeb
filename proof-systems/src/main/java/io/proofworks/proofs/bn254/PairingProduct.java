package io.proofworks.proofs.bn254;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A product of pairings with scalars in their exponents. Pairs that share a tabulated point of G2
 * become one, whose point of G1 is one linear sum; all Miller loops share their squarings, and
 * there is one final exponentiation. Belongs to one thread.
 */
public final class PairingProduct {
  private final Map<LineTable, LinearSum> shared = new LinkedHashMap<>();
  private final Pairing pairing = new Pairing();

  /** Multiplies by e(scalar·p, q) for a fixed q; p is affine. */
  public PairingProduct add(long[] p, int po, Scalar scalar, LineTable q) {
    shared.computeIfAbsent(q, table -> new LinearSum()).add(p, po, scalar);
    return this;
  }

  /** Multiplies by e(scalar·p, q); both are affine. */
  public PairingProduct add(long[] p, int po, Scalar scalar, long[] q, int qo) {
    pairing.add(new LinearSum().add(p, po, scalar).value(), 0, q, qo);
    return this;
  }

  /** The product. To be asked for once. */
  public PairingValue value() {
    shared.forEach((q, sum) -> pairing.add(sum.value(), 0, q));
    return pairing.finish();
  }

  /** Whether the product is one. To be asked once. */
  public boolean isOne() {
    return value().isOne();
  }
}
