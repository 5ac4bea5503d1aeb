package io.proofworks.proofs.bn254;

/**
 * What is left of a proof when everything cheaper is checked: that a product of pairings is one.
 * Its points are known to be in their groups. Immutable.
 */
public interface PairingEquation {

  /**
   * Multiplies a product by this equation's, to the power of a weight. Points that many equations
   * share should be passed from the same array, and fixed points of G2 as the same table.
   */
  void multiplyInto(PairingProduct product, Scalar weight);

  /** Whether the equation holds. */
  default boolean holds() {
    PairingProduct product = new PairingProduct();
    multiplyInto(product, Scalar.ONE);
    return product.isOne();
  }
}
