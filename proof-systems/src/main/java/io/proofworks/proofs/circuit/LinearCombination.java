package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of wires with coefficients in Fr: what one side of a constraint is made of. Immutable;
 * wires in ascending order, no wire twice, no coefficient zero. Wire 0 is the constant one.
 */
public final class LinearCombination {

  private static final int L = Fr.LIMBS;

  /** The empty sum. */
  public static final LinearCombination ZERO = new LinearCombination(new int[0], new long[0]);

  /** The constant one. */
  public static final LinearCombination ONE = wire(0);

  private final int[] wires;
  private final long[] coefficients;

  private LinearCombination(int[] wires, long[] coefficients) {
    this.wires = wires;
    this.coefficients = coefficients;
  }

  /** One wire. */
  public static LinearCombination wire(int wire) {
    long[] one = new long[L];
    Fr.setOne(one, 0);
    return new LinearCombination(new int[] {wire}, one);
  }

  /** A constant, taken mod r. */
  public static LinearCombination constant(BigInteger value) {
    long[] coefficient = new long[L];
    Fr.fromBigInteger(value.mod(Fr.MODULUS), coefficient, 0);
    return constant(coefficient, 0);
  }

  static LinearCombination constant(long[] value, int offset) {
    return ONE.times(value, offset);
  }

  /** The sum of both. */
  public LinearCombination plus(LinearCombination other) {
    Sum sum = new Sum(wires.length + other.wires.length);
    int i = 0;
    int j = 0;
    while (i < wires.length || j < other.wires.length) {
      if (j == other.wires.length || (i < wires.length && wires[i] < other.wires[j])) {
        sum.add(this, i++);
      } else if (i == wires.length || other.wires[j] < wires[i]) {
        sum.add(other, j++);
      } else {
        sum.addBoth(this, i++, other, j++);
      }
    }
    return sum.result();
  }

  /** This without the other. */
  public LinearCombination minus(LinearCombination other) {
    long[] minusOne = new long[L];
    Fr.setOne(minusOne, 0);
    Fr.neg(minusOne, 0, minusOne, 0);
    return plus(other.times(minusOne, 0));
  }

  /** Each coefficient times a field element. */
  LinearCombination times(long[] factor, int offset) {
    if (Fr.isZero(factor, offset)) {
      return ZERO;
    }
    long[] scaled = new long[coefficients.length];
    for (int i = 0; i < scaled.length; i += L) {
      Fr.mul(scaled, i, coefficients, i, factor, offset);
    }
    return new LinearCombination(wires, scaled);
  }

  /** Number of terms. */
  int terms() {
    return wires.length;
  }

  int wireAt(int term) {
    return wires[term];
  }

  /** Copies the coefficient of a term. */
  void coefficientAt(int term, long[] z, int zo) {
    Fr.set(z, zo, coefficients, term * L);
  }

  /** Whether no wire but the constant one occurs. */
  boolean isConstant() {
    return wires.length == 0 || (wires.length == 1 && wires[0] == 0);
  }

  /** Copies the value of a combination that {@link #isConstant}. */
  void constantValue(long[] z, int zo) {
    if (wires.length == 0) {
      Fr.setZero(z, zo);
    } else {
      coefficientAt(0, z, zo);
    }
  }

  /** Collects the terms of a sum, dropping those that cancel. */
  private static final class Sum {

    private final int[] wires;
    private final long[] coefficients;
    private int terms;

    Sum(int capacity) {
      wires = new int[capacity];
      coefficients = new long[capacity * L];
    }

    void add(LinearCombination x, int term) {
      wires[terms] = x.wires[term];
      x.coefficientAt(term, coefficients, terms * L);
      terms++;
    }

    void addBoth(LinearCombination x, int i, LinearCombination y, int j) {
      Fr.add(coefficients, terms * L, x.coefficients, i * L, y.coefficients, j * L);
      if (!Fr.isZero(coefficients, terms * L)) {
        wires[terms++] = x.wires[i];
      }
    }

    LinearCombination result() {
      return new LinearCombination(
          Arrays.copyOf(wires, terms), Arrays.copyOf(coefficients, terms * L));
    }
  }
}
