package io.proofworks.proofs.groth16;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.FixedBase;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.LinearSum;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Scalars;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Verifies Groth16 proofs under one key: e(-A, B)·e(alpha, beta)·e(L, gamma)·e(C, delta) = 1 with L
 * = ic[0] + Σ input[i]·ic[i + 1]. What depends on the key alone is computed once, in the
 * constructor. Immutable, shared freely between threads; never throws on hostile bytes.
 *
 * <p>A proof is 256 bytes: A, B, C as {@link G1} and G2 encode them. The bytes are malleable
 * (anyone can turn a proof into other valid bytes for the same inputs): they identify nothing.
 */
public final class Groth16Verifier implements KeyedVerifier {
  /** Bytes of a proof. */
  public static final int PROOF_BYTES = 256;

  private static final int WINDOW = 5;
  private static final int TABULATED = 8;
  private static final int INPUT_BYTES = 32;

  private final VerifyingKey key;
  private final LineTable beta;
  private final LineTable gamma;
  private final LineTable delta;
  private final PairingValue alphaBeta;
  private final List<FixedBase> inputs;

  /**
   * Precomputes what the key determines: some milliseconds, and for each public input 130 kB unless
   * there are more than {@value #TABULATED}.
   */
  public Groth16Verifier(VerifyingKey key) {
    this.key = key;
    this.beta = LineTable.of(key.beta(), 0);
    this.gamma = LineTable.of(key.gamma(), 0);
    this.delta = LineTable.of(key.delta(), 0);
    this.alphaBeta = new Pairing().add(key.alpha(), 0, beta).finish();
    List<FixedBase> tables = new ArrayList<>();
    for (int i = 1; i <= key.publicInputs() && key.publicInputs() <= TABULATED; i++) {
      tables.add(FixedBase.of(Points.g1(), key.ic(), i * G1.LONGS, WINDOW));
    }
    this.inputs = List.copyOf(tables);
  }

  /**
   * The verifier of a key in hex.
   *
   * @throws IllegalArgumentException when that is no key, see {@link VerifyingKey#parse}
   */
  public static Groth16Verifier of(String hex) {
    return new Groth16Verifier(VerifyingKey.parse(HexFormat.of().parseHex(hex)));
  }

  /** The key. */
  public VerifyingKey key() {
    return key;
  }

  /** The lines of the key's beta. */
  public LineTable beta() {
    return beta;
  }

  /** The lines of the key's gamma. */
  public LineTable gamma() {
    return gamma;
  }

  /** The lines of the key's delta. */
  public LineTable delta() {
    return delta;
  }

  /** Verifies; inputs of which one is negative or not below r are no statement. */
  public Groth16Result verify(List<BigInteger> publicInputs, byte[] proof) {
    byte[] bytes = new byte[publicInputs.size() * INPUT_BYTES];
    for (int i = 0; i < publicInputs.size(); i++) {
      BigInteger input = publicInputs.get(i);
      if (input.signum() < 0 || input.compareTo(Fr.MODULUS) >= 0) {
        return Groth16Result.NO_STATEMENT;
      }
      put(input, bytes, i * INPUT_BYTES);
    }
    return verify(bytes, proof);
  }

  private static void put(BigInteger input, byte[] out, int off) {
    byte[] magnitude = input.toByteArray();
    System.arraycopy(magnitude, 0, out, off + INPUT_BYTES - magnitude.length, magnitude.length);
  }

  /**
   * Verifies.
   *
   * @param publicInputs 32 bytes big-endian for each public input, one after the other
   * @param proof 256 bytes
   */
  public Groth16Result verify(byte[] publicInputs, byte[] proof) {
    return switch (Groth16Equation.decode(this, publicInputs, proof)) {
      case Groth16Equation.Refused refused -> refused.reason();
      case Groth16Equation.Sound sound ->
          sound.equation().holds() ? Groth16Result.VALID : Groth16Result.PAIRING_FAILED;
    };
  }

  @Override
  public int inputs() {
    return key.publicInputs();
  }

  @Override
  public Reduced reduce(byte[] publicInputs, byte[] proof) {
    return switch (Groth16Equation.decode(this, publicInputs, proof)) {
      case Groth16Equation.Refused refused -> new Reduced.Decided(refused.reason().verdict());
      case Groth16Equation.Sound sound -> new Reduced.Open(sound.equation());
    };
  }

  boolean pairsToOne(Groth16Equation equation) {
    long[] minusA = new long[G1.LONGS];
    G1.negate(minusA, 0, equation.a(), 0);
    return new Pairing()
        .add(minusA, 0, equation.b())
        .add(statement(equation.inputs()), 0, gamma)
        .add(equation.c(), 0, delta)
        .finish()
        .times(alphaBeta)
        .isOne();
  }

  /** ic[0] + Σ inputs[i]·ic[i + 1], affine. */
  private long[] statement(long[] scalars) {
    return inputs.size() == key.publicInputs() ? tabulated(scalars) : summed(scalars);
  }

  private long[] tabulated(long[] scalars) {
    Points g1 = Points.g1();
    long[] acc = new long[g1.accumulatorLongs()];
    g1.fromAffine(acc, 0, key.ic(), 0);
    long[] words = Scalars.words(scalars, 0, inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).addMultiple(g1, acc, 0, words, i * Scalars.WORDS);
    }
    long[] out = new long[G1.LONGS];
    g1.toAffine(out, 0, acc, 0);
    return out;
  }

  private long[] summed(long[] scalars) {
    LinearSum sum = new LinearSum().add(key.ic(), 0, Scalar.ONE);
    for (int i = 0; i < key.publicInputs(); i++) {
      sum.add(key.ic(), (i + 1) * G1.LONGS, Scalar.of(scalars, i * Fr.LIMBS));
    }
    return sum.value();
  }
}
