package io.proofworks.proofs;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.circuit.LinearCombination;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SeededRandom;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import java.math.BigInteger;
import java.util.stream.IntStream;

/** A circuit of one constraint, x·x = y, and its proofs; the same ones in every process. */
public final class Sample {
  private static final R1cs R1CS = circuit();
  private static final ProvingKey KEY = DevelopmentSetup.generate(R1CS, new SeededRandom(1));

  private Sample() {}

  private static R1cs circuit() {
    CircuitBuilder builder = new CircuitBuilder(1);
    LinearCombination x = builder.input();
    builder.requireEqual(builder.product(x, x), builder.publicInput(0));
    return builder.build().constraints();
  }

  public static R1cs r1cs() {
    return R1CS;
  }

  public static ProvingKey key() {
    return KEY;
  }

  /** That x·x is public. */
  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  public static Statement statement(int x) {
    Program program =
        KeyedProofSystem.program(KeyedProofSystem.GROTH16, KEY.verifyingKey().toBytes());
    byte[] square = new byte[32];
    Fr.toBytes(element(x * x), 0, square, 0);
    return new Statement(program, square, null);
  }

  /** A proof of it. */
  public static byte[] proof(int x) {
    int wires = R1CS.variables();
    long[] witness = new long[wires * Fr.LIMBS];
    int[] values = IntStream.of(1, x * x, x, x * x).limit(wires).toArray();
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(element(values[i]), 0, witness, i * Fr.LIMBS, Fr.LIMBS);
    }
    return Groth16Prover.prove(KEY, R1CS, witness, new SeededRandom(x), 1);
  }

  private static long[] element(int value) {
    long[] element = new long[Fr.LIMBS];
    Fr.fromBigInteger(BigInteger.valueOf(value), element, 0);
    return element;
  }
}
