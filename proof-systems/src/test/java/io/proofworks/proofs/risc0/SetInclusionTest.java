package io.proofworks.proofs.risc0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.Corpus;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Circuit;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sets of claims with paths of any length. The published ones have paths of length zero, and only
 * the zkVM can prove other roots; so roots are proved under a verifier of this test's own, whose
 * circuit accepts any public inputs.
 */
class SetInclusionTest {
  private static final String SELECTOR = "7e570001";
  private static final int INPUTS = 5;
  private static final SetBuilder BUILDER = SetBuilder.table().getLast();

  private final Circuit circuit = anything();
  private final ProvingKey key =
      DevelopmentSetup.generate(circuit.constraints(), new SecureRandom());
  private final Risc0Verifier release =
      new Risc0Verifier(
          "test",
          VersionStatus.ACTIVE,
          SELECTOR,
          Digests.sha256(new byte[] {1}),
          new byte[32],
          new Groth16Verifier(key.verifyingKey()));
  private final SetInclusionProofSystem system =
      new SetInclusionProofSystem(Map.of(), new Risc0ProofSystem(List.of(release), Map.of()));

  private static Circuit anything() {
    CircuitBuilder builder = new CircuitBuilder(INPUTS);
    for (int i = 0; i < INPUTS; i++) {
      builder.product(builder.publicInput(i), builder.publicInput(i));
    }
    return builder.build();
  }

  private byte[] proveRoot(byte[] root) {
    byte[] claim = ReceiptClaim.digest(BUILDER.imageId(), BUILDER.journal(root));
    byte[] bytes = release.publicInputs(claim);
    long[] inputs = new long[INPUTS * Fr.LIMBS];
    for (int i = 0; i < INPUTS; i++) {
      Fr.fromBytes(bytes, 32 * i, inputs, i * Fr.LIMBS);
    }
    long[] witness = circuit.witness(inputs, new long[0]);
    byte[] proof = Groth16Prover.prove(key, circuit.constraints(), witness, new SecureRandom(), 1);
    byte[] seal = Arrays.copyOf(HexFormat.of().parseHex(SELECTOR), 4 + proof.length);
    System.arraycopy(proof, 0, seal, 4, proof.length);
    return seal;
  }

  private static byte[] image(int i) {
    return Digests.sha256(new byte[] {2, (byte) i});
  }

  private static byte[] journal(int i) {
    return ("journal " + i).getBytes(StandardCharsets.UTF_8);
  }

  private static SetInclusionSeal seal(List<byte[]> path, byte[] rootSeal) {
    return new SetInclusionSeal(HexFormat.of().parseHex(BUILDER.selector()), path, rootSeal);
  }

  /** The levels of a tree over that many claims; an odd node goes up as it is. */
  private static List<List<byte[]>> tree(int claims) {
    List<byte[]> level = new ArrayList<>();
    for (int i = 0; i < claims; i++) {
      level.add(SetInclusionSeal.leaf(ReceiptClaim.digest(image(i), journal(i))));
    }
    List<List<byte[]>> levels = new ArrayList<>(List.of(level));
    while (level.size() > 1) {
      List<byte[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        boolean odd = i + 1 == level.size();
        next.add(odd ? level.get(i) : SetInclusionSeal.node(level.get(i), level.get(i + 1)));
      }
      levels.add(next);
      level = next;
    }
    return levels;
  }

  private static List<byte[]> path(List<List<byte[]>> levels, int leaf) {
    List<byte[]> path = new ArrayList<>();
    int at = leaf;
    for (List<byte[]> level : levels.subList(0, levels.size() - 1)) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      at /= 2;
    }
    return path;
  }

  private ProofVerdict verify(int claim, byte[] proof) {
    Program program = Program.of(image(claim), SetInclusionProofSystem.ID);
    return system.verify(program, journal(claim), null, proof);
  }

  @Test
  void shouldVerifyEveryMemberOfASetAndNobodyElse() {
    for (int claims : new int[] {2, 3, 8, 13}) {
      List<List<byte[]>> levels = tree(claims);
      byte[] rootSeal = proveRoot(levels.getLast().getFirst());
      for (int i = 0; i < claims; i++) {
        byte[] proof = seal(path(levels, i), rootSeal).encode();
        assertThat(verify(i, proof)).isEqualTo(ProofVerdict.VALID);
        assertThat(verify(i + 1, proof)).isInstanceOf(ProofVerdict.Invalid.class);
      }
    }
  }

  @Test
  void shouldRefuseAlteredPaths() {
    List<List<byte[]>> levels = tree(8);
    byte[] rootSeal = proveRoot(levels.getLast().getFirst());
    List<byte[]> path = path(levels, 5);
    assertThat(path).hasSize(3);
    for (int i = 0; i < path.size(); i++) {
      List<byte[]> other = new ArrayList<>(path);
      other.set(i, Tampering.flip(path.get(i), 7));
      assertThat(verify(5, seal(other, rootSeal).encode()))
          .isInstanceOf(ProofVerdict.Invalid.class);
    }
    assertThat(verify(5, seal(path.subList(0, 2), rootSeal).encode()))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(verify(5, seal(path.reversed(), rootSeal).encode()))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(verify(5, seal(path, new byte[0]).encode()))
        .isEqualTo(new ProofVerdict.Unsupported("a root without a seal, known to somebody else"));
    assertThat(verify(5, seal(path, Arrays.copyOf(rootSeal, 100)).encode()))
        .isInstanceOf(ProofVerdict.NonCanonical.class);
  }

  @Test
  void shouldTakeOneEncodingOnly() {
    List<List<byte[]>> levels = tree(4);
    byte[] proof = seal(path(levels, 1), proveRoot(levels.getLast().getFirst())).encode();
    assertThat(verify(1, proof)).isEqualTo(ProofVerdict.VALID);
    for (byte[] form : Tampering.bitFlips(proof)) {
      assertThat(verify(1, form)).isNotEqualTo(ProofVerdict.VALID);
    }
    for (byte[] form : Tampering.otherLengths(proof)) {
      assertThat(verify(1, form)).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }

  @Test
  void shouldReadBackPublishedSeals() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    for (Corpus.Case published : Corpus.setInclusion()) {
      SetInclusionSeal seal = SetInclusionSeal.decode(published.proof()).orElseThrow();
      assertThat(seal.encode()).isEqualTo(published.proof());
      assertThat(seal.path()).isEmpty();
    }
  }
}
