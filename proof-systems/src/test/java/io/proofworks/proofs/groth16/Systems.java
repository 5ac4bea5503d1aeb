package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A constraint system with a witness that satisfies it, for tests. */
record Systems(R1cs r1cs, long[] witness) {
  private record Row(
      Map<Integer, BigInteger> a, Map<Integer, BigInteger> b, Map<Integer, BigInteger> c) {}

  /** y = x³ + x + 5 for a secret x; wires 1, y, x, x², x³. */
  static Systems cubic(long x) {
    BigInteger v = BigInteger.valueOf(x);
    List<Row> rows =
        List.of(
            new Row(wire(2), wire(2), wire(3)),
            new Row(wire(3), wire(2), wire(4)),
            new Row(
                Map.of(4, BigInteger.ONE, 2, BigInteger.ONE, 0, BigInteger.valueOf(5)),
                wire(0),
                wire(1)));
    BigInteger y = v.pow(3).add(v).add(BigInteger.valueOf(5));
    return of(1, rows, List.of(BigInteger.ONE, y, v, v.pow(2), v.pow(3)));
  }

  /**
   * A random satisfied system: each constraint multiplies two random sparse sums of earlier wires
   * into a new one. The last public input is in no constraint.
   */
  static Systems random(int constraints, int publicInputs, long seed) {
    Random random = new Random(seed);
    List<BigInteger> values = new ArrayList<>(List.of(BigInteger.ONE));
    for (int i = 0; i <= publicInputs; i++) {
      values.add(new BigInteger(300, random).mod(Fr.MODULUS));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < constraints; i++) {
      Map<Integer, BigInteger> a = sum(random, values.size(), publicInputs);
      Map<Integer, BigInteger> b = sum(random, values.size(), publicInputs);
      rows.add(new Row(a, b, wire(values.size())));
      values.add(value(a, values).multiply(value(b, values)).mod(Fr.MODULUS));
    }
    return of(publicInputs, rows, values);
  }

  private static Map<Integer, BigInteger> sum(Random random, int wires, int unused) {
    Map<Integer, BigInteger> out = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      int wire = random.nextInt(wires);
      boolean small = random.nextBoolean();
      BigInteger k = small ? BigInteger.ONE : new BigInteger(253, random);
      out.put(wire == unused ? 0 : wire, k);
    }
    return out;
  }

  private static BigInteger value(Map<Integer, BigInteger> sum, List<BigInteger> values) {
    return sum.entrySet().stream()
        .map(e -> values.get(e.getKey()).multiply(e.getValue()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Map<Integer, BigInteger> wire(int wire) {
    return Map.of(wire, BigInteger.ONE);
  }

  private static Systems of(int publicInputs, List<Row> rows, List<BigInteger> values) {
    long[] witness = new long[values.size() * Fr.LIMBS];
    for (int i = 0; i < values.size(); i++) {
      Fr.fromBigInteger(values.get(i), witness, i * Fr.LIMBS);
    }
    R1cs r1cs =
        new R1cs(
            values.size(),
            publicInputs,
            matrix(rows.stream().map(Row::a).toList()),
            matrix(rows.stream().map(Row::b).toList()),
            matrix(rows.stream().map(Row::c).toList()));
    return new Systems(r1cs, witness);
  }

  private static SparseMatrix matrix(List<Map<Integer, BigInteger>> rows) {
    int entries = rows.stream().mapToInt(Map::size).sum();
    int[] start = new int[rows.size() + 1];
    int[] column = new int[entries];
    long[] coefficients = new long[entries * Fr.LIMBS];
    int at = 0;
    for (int row = 0; row < rows.size(); row++) {
      for (Map.Entry<Integer, BigInteger> e : rows.get(row).entrySet()) {
        column[at] = e.getKey();
        Fr.fromBigInteger(e.getValue(), coefficients, at++ * Fr.LIMBS);
      }
      start[row + 1] = at;
    }
    return new SparseMatrix(start, column, coefficients);
  }

  /** The public inputs as the verifier reads them. */
  byte[] publicInputs() {
    byte[] out = new byte[r1cs.publicInputs() * 32];
    for (int i = 0; i < r1cs.publicInputs(); i++) {
      Fr.toBytes(witness, (i + 1) * Fr.LIMBS, out, i * 32);
    }
    return out;
  }
}
