package io.proofworks.benchmarks;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Circuit;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.circuit.LinearCombination;
import io.proofworks.proofs.groth16.R1cs;
import java.math.BigInteger;

/**
 * A circuit that fills a domain of 2^log with products of a dense witness, with five public inputs
 * as receipts have.
 *
 * @param circuit its constraints
 * @param witness that satisfies them
 */
record SyntheticCircuit(Circuit circuit, long[] witness) {
  private static final int PUBLIC_INPUTS = 5;
  private static final BigInteger START =
      new BigInteger("31415926535897932384626433832795028841971");

  static SyntheticCircuit of(int log) {
    int constraints = (1 << log) - PUBLIC_INPUTS - 1;
    CircuitBuilder builder = new CircuitBuilder(PUBLIC_INPUTS);
    LinearCombination x = builder.input();
    for (int i = 0; i < constraints; i++) {
      x = builder.product(x.plus(builder.publicInput(i % PUBLIC_INPUTS)), x);
    }
    Circuit circuit = builder.build();
    long[] inputs = new long[PUBLIC_INPUTS * Fr.LIMBS];
    for (int i = 0; i < PUBLIC_INPUTS; i++) {
      Fr.fromBigInteger(START.pow(i + 2).mod(Fr.MODULUS), inputs, i * Fr.LIMBS);
    }
    long[] start = new long[Fr.LIMBS];
    Fr.fromBigInteger(START, start, 0);
    return new SyntheticCircuit(circuit, circuit.witness(inputs, start));
  }

  R1cs r1cs() {
    return circuit.constraints();
  }

  /** 32 bytes each. */
  byte[] publicInputs() {
    byte[] out = new byte[PUBLIC_INPUTS * 32];
    for (int i = 0; i < PUBLIC_INPUTS; i++) {
      Fr.toBytes(witness, (i + 1) * Fr.LIMBS, out, 32 * i);
    }
    return out;
  }
}
