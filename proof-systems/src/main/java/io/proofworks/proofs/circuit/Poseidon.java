package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;

/**
 * The Poseidon hash of circom and snarkjs, over Fr: one to four field elements to one. Thread-safe.
 *
 * <p>Source: Grassi et al., Poseidon, eprint 2019/458; parameters of circomlib.
 */
public final class Poseidon {

  private static final int L = Fr.LIMBS;

  /** Two to one: the nodes and leaves of trees. */
  public static final Poseidon TWO = new Poseidon(PoseidonParameters.ofWidth(3));

  /** Four to one: a link of the chain of transfers. */
  public static final Poseidon FOUR = new Poseidon(PoseidonParameters.ofWidth(5));

  private final PoseidonParameters parameters;

  Poseidon(PoseidonParameters parameters) {
    this.parameters = parameters;
  }

  PoseidonParameters parameters() {
    return parameters;
  }

  /** Field elements one hash takes. */
  public int inputs() {
    return parameters.width() - 1;
  }

  /**
   * Hashes.
   *
   * @param out receives the hash at {@code outOffset}; may be the array the inputs are in
   * @param in {@link #inputs} consecutive elements in Montgomery form from {@code inOffset}
   */
  public void hash(long[] out, int outOffset, long[] in, int inOffset) {
    int width = parameters.width();
    // Three parts: the state, the next state, and room for one product.
    long[] state = new long[(2 * width + 1) * L];
    System.arraycopy(in, inOffset, state, L, (width - 1) * L);
    for (int round = 0; round < parameters.rounds(); round++) {
      addConstants(state, round);
      powers(state, parameters.isFull(round) ? width : 1);
      mix(state);
    }
    Fr.set(out, outOffset, state, 0);
  }

  private void addConstants(long[] state, int round) {
    int width = parameters.width();
    for (int i = 0; i < width; i++) {
      Fr.add(state, i * L, state, i * L, parameters.roundConstants(), (round * width + i) * L);
    }
  }

  private void powers(long[] state, int count) {
    int scratch = 2 * parameters.width() * L;
    for (int i = 0; i < count; i++) {
      Fr.square(state, scratch, state, i * L);
      Fr.square(state, scratch, state, scratch);
      Fr.mul(state, i * L, state, scratch, state, i * L);
    }
  }

  private void mix(long[] state) {
    int width = parameters.width();
    int next = width * L;
    int product = 2 * width * L;
    for (int i = 0; i < width; i++) {
      Fr.mul(state, next + i * L, parameters.matrix(), i * width * L, state, 0);
      for (int j = 1; j < width; j++) {
        Fr.mul(state, product, parameters.matrix(), (i * width + j) * L, state, j * L);
        Fr.add(state, next + i * L, state, next + i * L, state, product);
      }
    }
    System.arraycopy(state, next, state, 0, next);
  }
}
