package io.proofworks.proofs;

import io.proofworks.proofs.bn254.PairingBatch;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Proofs of any systems and keys that are decided together: their equations share one product of
 * pairings. Every verdict is the one that its proof gets alone, but for a chance of 2^-128 that bad
 * ones pass; see {@link PairingBatch}.
 */
public final class ProofBatch {
  private static final int NONE = -1;

  private final PairingBatch equations;
  private final List<Reduced> proofs = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();

  /**
   * @param random unpredictable to whoever made the proofs
   */
  public ProofBatch(SecureRandom random) {
    this.equations = new PairingBatch(random);
  }

  /** Adds a proof. */
  public void add(Reduced proof) {
    proofs.add(proof);
    places.add(proof instanceof Reduced.Open open ? equations.add(open.equation()) : NONE);
  }

  /** The verdicts, in the order in which the proofs came. */
  public List<ProofVerdict> verdicts() {
    BitSet failures = equations.failures();
    List<ProofVerdict> verdicts = new ArrayList<>();
    for (int i = 0; i < proofs.size(); i++) {
      verdicts.add(verdict(proofs.get(i), places.get(i), failures));
    }
    return List.copyOf(verdicts);
  }

  private static ProofVerdict verdict(Reduced proof, int place, BitSet failures) {
    return switch (proof) {
      case Reduced.Decided(ProofVerdict known) -> known;
      case Reduced.Open open -> failures.get(place) ? Reduced.UNEQUAL : ProofVerdict.VALID;
    };
  }
}
