package io.proofworks.proofs.bn254;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Decides many equations, of any proof systems and keys, by one product of pairings: each is raised
 * to a random power of 128 bits, so that a batch with a bad one passes with probability 2^-128
 * (Bellare, Garay, Rabin, EUROCRYPT 1998). When the product is not one the batch is halved, so k
 * bad ones of n cost about k·log2(n) products and cannot deny the others.
 */
public final class PairingBatch {
  private static final int WEIGHT_BYTES = 16;

  private final SecureRandom random;
  private final List<PairingEquation> equations = new ArrayList<>();

  /**
   * @param random unpredictable to whoever made the proofs
   */
  public PairingBatch(SecureRandom random) {
    this.random = random;
  }

  /** Adds an equation; returns its place. */
  public int add(PairingEquation equation) {
    equations.add(equation);
    return equations.size() - 1;
  }

  /** The places of the equations that do not hold. */
  public BitSet failures() {
    BitSet failures = new BitSet(equations.size());
    resolve(0, equations.size(), failures);
    return failures;
  }

  private void resolve(int from, int to, BitSet failures) {
    if (from == to || holds(from, to)) {
      return;
    }
    if (to - from == 1) {
      failures.set(from);
      return;
    }
    int middle = (from + to) >>> 1;
    resolve(from, middle, failures);
    resolve(middle, to, failures);
  }

  private boolean holds(int from, int to) {
    if (to - from == 1) {
      return equations.get(from).holds();
    }
    PairingProduct product = new PairingProduct();
    for (int i = from; i < to; i++) {
      equations.get(i).multiplyInto(product, weight());
    }
    return product.isOne();
  }

  /** Never zero: an equation of weight zero would not be checked. */
  private Scalar weight() {
    byte[] bytes = new byte[WEIGHT_BYTES];
    Scalar weight;
    do {
      random.nextBytes(bytes);
      weight = Scalar.reduced(bytes);
    } while (weight.isZero());
    return weight;
  }
}
