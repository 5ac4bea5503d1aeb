package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/** A value of the pairing: an element of the subgroup of order r of Fp12*. Immutable. */
public final class PairingValue {
  private final long[] value;

  PairingValue(long[] value) {
    this.value = value;
  }

  /** The neutral element. */
  public static PairingValue one() {
    return new PairingValue(Fp12.one());
  }

  /** Whether this is the neutral element, as the product of a valid equation's pairings is. */
  public boolean isOne() {
    return Fp12.equal(value, Fp12.one());
  }

  /** The product with another value. */
  public PairingValue times(PairingValue other) {
    long[] z = new long[Fp12.LONGS];
    new Fp12().mul(z, value, other.value);
    return new PairingValue(z);
  }

  /** This to a power that is not negative. */
  public PairingValue power(BigInteger k) {
    Fp12 f = new Fp12();
    long[] z = Fp12.one();
    for (int i = k.bitLength() - 1; i >= 0; i--) {
      f.cyclotomicSquare(z, z);
      if (k.testBit(i)) {
        f.mul(z, z, value);
      }
    }
    return new PairingValue(z);
  }

  /** Whether both are the same element. */
  public boolean sameAs(PairingValue other) {
    return Fp12.equal(value, other.value);
  }
}
