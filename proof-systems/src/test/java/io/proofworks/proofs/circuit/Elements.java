package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;

/** Numbers as field elements, for tests. */
final class Elements {

  private Elements() {}

  static long[] of(BigInteger... values) {
    long[] elements = new long[values.length * Fr.LIMBS];
    for (int i = 0; i < values.length; i++) {
      Fr.fromBigInteger(values[i].mod(Fr.MODULUS), elements, i * Fr.LIMBS);
    }
    return elements;
  }

  static long[] of(long... values) {
    BigInteger[] numbers = new BigInteger[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = BigInteger.valueOf(values[i]);
    }
    return of(numbers);
  }
}
