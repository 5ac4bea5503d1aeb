package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.Points;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies many proofs, of one or several keys, by one product of pairings: each proof's equation
 * is raised to a random power of 128 bits, so that a batch with a bad proof passes with probability
 * 2^-128 (Bellare, Garay, Rabin, EUROCRYPT 1998). Each proof costs one Miller loop and each key
 * three, whatever the number of its proofs; the final exponentiation is shared. When the product is
 * not one the batch is halved, so k bad proofs of n cost about k·log2(n) products and cannot deny
 * the others. Give it one verifier object per key: keys are told apart by identity.
 */
public final class Groth16Batch {
  private static final int COEFFICIENT_BITS = 128;

  private final SecureRandom random;
  private final List<Item> items = new ArrayList<>();

  private record Item(Groth16Verifier verifier, Groth16Claim.Decoded decoded) {}

  private record Weighted(Groth16Verifier verifier, Groth16Claim claim, BigInteger weight) {}

  private record Open(int index, Groth16Verifier verifier, Groth16Claim claim) {}

  /**
   * @param random unpredictable to whoever made the proofs
   */
  public Groth16Batch(SecureRandom random) {
    this.random = random;
  }

  /** Adds a proof; arguments as in {@link Groth16Verifier#verify(byte[], byte[])}. */
  public Groth16Batch add(Groth16Verifier verifier, byte[] publicInputs, byte[] proof) {
    int inputs = verifier.key().publicInputs();
    items.add(new Item(verifier, Groth16Claim.decode(inputs, publicInputs, proof)));
    return this;
  }

  /** What {@link Groth16Verifier#verify} says of each proof, in the order in which they came. */
  public List<Groth16Result> verify() {
    Groth16Result[] results = new Groth16Result[items.size()];
    List<Open> open = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Item item = items.get(i);
      switch (item.decoded()) {
        case Groth16Claim.Refused refused -> results[i] = refused.reason();
        case Groth16Claim.Sound sound -> open.add(new Open(i, item.verifier(), sound.claim()));
      }
    }
    resolve(open, results);
    return List.of(results);
  }

  private void resolve(List<Open> open, Groth16Result[] results) {
    if (open.isEmpty()) {
      return;
    }
    if (holds(open)) {
      open.forEach(o -> results[o.index()] = Groth16Result.VALID);
    } else if (open.size() == 1) {
      results[open.getFirst().index()] = Groth16Result.PAIRING_FAILED;
    } else {
      resolve(open.subList(0, open.size() / 2), results);
      resolve(open.subList(open.size() / 2, open.size()), results);
    }
  }

  private boolean holds(List<Open> open) {
    Map<Groth16Verifier, List<Weighted>> byKey = new IdentityHashMap<>();
    Pairing pairing = new Pairing();
    for (Open o : open) {
      Weighted weighted = new Weighted(o.verifier(), o.claim(), weight());
      byKey.computeIfAbsent(o.verifier(), v -> new ArrayList<>()).add(weighted);
      addOwnPair(pairing, weighted);
    }
    byKey.forEach((verifier, proofs) -> addKeyPairs(pairing, verifier, proofs));
    return pairing.finish().isOne();
  }

  private BigInteger weight() {
    return new BigInteger(COEFFICIENT_BITS, random).add(BigInteger.ONE);
  }

  /** e(-weight·A, B). */
  private static void addOwnPair(Pairing pairing, Weighted proof) {
    Points g = Points.g1();
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, proof.claim().a(), 0, proof.weight());
    g.negate(acc, 0);
    pairing.add(affine(g, acc), 0, LineTable.of(proof.claim().b(), 0));
  }

  /** e(Σweight·alpha, beta)·e(Σweight·L, gamma)·e(Σweight·C, delta). */
  private static void addKeyPairs(
      Pairing pairing, Groth16Verifier verifier, List<Weighted> proofs) {
    BigInteger total =
        proofs.stream().map(Weighted::weight).reduce(BigInteger.ZERO, BigInteger::add);
    Points g = Points.g1();
    long[] alpha = new long[g.accumulatorLongs()];
    long[] c = new long[g.accumulatorLongs()];
    long[] term = new long[g.accumulatorLongs()];
    g.multiply(alpha, 0, verifier.key().alpha(), 0, total);
    for (Weighted proof : proofs) {
      g.multiply(term, 0, proof.claim().c(), 0, proof.weight());
      g.add(c, 0, term, 0);
    }
    pairing.add(affine(g, alpha), 0, verifier.beta());
    pairing.add(verifier.statement(weightedInputs(proofs), total), 0, verifier.gamma());
    pairing.add(affine(g, c), 0, verifier.delta());
  }

  private static long[] weightedInputs(List<Weighted> proofs) {
    long[] sum = new long[proofs.getFirst().claim().inputs().length];
    long[] weight = new long[Fr.LIMBS];
    long[] term = new long[Fr.LIMBS];
    for (Weighted proof : proofs) {
      Fr.fromBigInteger(proof.weight(), weight, 0);
      for (int at = 0; at < sum.length; at += Fr.LIMBS) {
        Fr.mul(term, 0, proof.claim().inputs(), at, weight, 0);
        Fr.add(sum, at, sum, at, term, 0);
      }
    }
    return sum;
  }

  private static long[] affine(Points g, long[] acc) {
    long[] out = new long[G1.LONGS];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
