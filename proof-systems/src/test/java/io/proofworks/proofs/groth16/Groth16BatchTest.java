package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.Points;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Groth16BatchTest {
  private static final List<Systems> SYSTEMS = List.of(Systems.cubic(3), Systems.random(10, 3, 21));
  private static final List<Groth16Verifier> VERIFIERS = new ArrayList<>();
  private static final List<byte[]> PROOFS = new ArrayList<>();

  @BeforeAll
  static void prove() {
    for (Systems system : SYSTEMS) {
      ProvingKey key = DevelopmentSetup.generate(system.r1cs(), new SeededRandom(8));
      VERIFIERS.add(new Groth16Verifier(key.verifyingKey()));
      PROOFS.add(Groth16Prover.prove(key, system.r1cs(), system.witness(), new SeededRandom(4), 1));
    }
  }

  private static final ProofVerdict UNEQUAL = Reduced.UNEQUAL;

  private static ProofBatch batch() {
    return new ProofBatch(new SeededRandom(99));
  }

  private static void addSound(ProofBatch batch, int which) {
    batch.add(VERIFIERS.get(which).reduce(SYSTEMS.get(which).publicInputs(), PROOFS.get(which)));
  }

  @Test
  void shouldAcceptProofsOfSeveralKeysTogether() {
    ProofBatch batch = batch();
    for (int i = 0; i < 7; i++) {
      addSound(batch, i % 2);
    }
    assertThat(batch.verdicts()).hasSize(7).containsOnly(ProofVerdict.VALID);
    assertThat(batch().verdicts()).isEmpty();
  }

  @Test
  void shouldFindTheBadOnesAndKeepTheOthers() {
    ProofBatch batch = batch();
    addSound(batch, 0);
    byte[] otherInput = SYSTEMS.get(0).publicInputs();
    otherInput[31] ^= 1;
    batch.add(VERIFIERS.get(0).reduce(otherInput, PROOFS.get(0)));
    addSound(batch, 1);
    batch.add(VERIFIERS.get(1).reduce(SYSTEMS.get(1).publicInputs(), new byte[3]));
    batch.add(VERIFIERS.get(1).reduce(SYSTEMS.get(1).publicInputs(), PROOFS.get(0)));
    addSound(batch, 1);
    assertThat(batch.verdicts())
        .containsExactly(
            ProofVerdict.VALID,
            UNEQUAL,
            ProofVerdict.VALID,
            Groth16Result.NON_CANONICAL.verdict(),
            UNEQUAL,
            ProofVerdict.VALID);
  }

  /** Two proofs whose errors cancel in an unweighted sum: C + D and C - D. */
  @Test
  void shouldNotLetErrorsCancel() {
    byte[] plus = shiftedC(PROOFS.get(0), false);
    byte[] minus = shiftedC(PROOFS.get(0), true);
    ProofBatch batch = batch();
    batch.add(VERIFIERS.get(0).reduce(SYSTEMS.get(0).publicInputs(), plus));
    batch.add(VERIFIERS.get(0).reduce(SYSTEMS.get(0).publicInputs(), minus));
    assertThat(batch.verdicts()).containsOnly(UNEQUAL);
  }

  private static byte[] shiftedC(byte[] proof, boolean negative) {
    var g = Points.g1();
    long[] c = new long[g.affineLongs()];
    G1.decode(proof, 192, c, 0);
    long[] acc = new long[g.accumulatorLongs()];
    g.fromAffine(acc, 0, c, 0);
    long[] one = G1.generator();
    if (negative) {
      g.subAffine(acc, 0, one, 0);
    } else {
      g.addAffine(acc, 0, one, 0);
    }
    g.toAffine(c, 0, acc, 0);
    byte[] out = proof.clone();
    G1.encode(c, 0, out, 192);
    return out;
  }
}
