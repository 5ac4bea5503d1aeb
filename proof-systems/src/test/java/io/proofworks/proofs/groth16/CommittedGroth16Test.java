package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.ProofBatch;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.HashToField;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.hash.Digests;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Proofs with a commitment, made as gnark's equations demand by whoever knows a key's secrets: no
 * published ones are at hand. Two public inputs of which the second is committed, and the hash.
 */
class CommittedGroth16Test {
  private static final int INPUTS = 2;

  private final Random random = new Random(22);
  private final Scalar alpha = scalar();
  private final Scalar beta = scalar();
  private final Scalar gamma = scalar();
  private final Scalar delta = scalar();
  private final Scalar h1 = scalar();
  private final Scalar h2 = scalar();
  private final List<Scalar> ic = List.of(scalar(), scalar(), scalar(), scalar());
  private final byte[] key = key();
  private final CommittedGroth16Verifier verifier = CommittedGroth16Verifier.of(key);
  private final byte[] inputs = inputs();

  private Scalar scalar() {
    return Scalar.of(new BigInteger(300, random).mod(Fr.MODULUS));
  }

  private static BigInteger value(Scalar scalar) {
    return new BigInteger(1, scalar.toBytes());
  }

  private static byte[] g1(Scalar k) {
    byte[] out = new byte[G1.BYTES];
    G1.encode(times(Points.g1(), G1.generator(), k), 0, out, 0);
    return out;
  }

  private static byte[] g2(Scalar k) {
    byte[] out = new byte[G2.BYTES];
    G2.encode(times(Points.g2(), G2.generator(), k), 0, out, 0);
    return out;
  }

  private static long[] times(Points g, long[] base, Scalar k) {
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, base, 0, value(k));
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }

  private byte[] key() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(g2(h1));
    out.writeBytes(g2(h2));
    out.writeBytes(ByteBuffer.allocate(4).putShort((short) 1).putShort((short) 1).array());
    out.writeBytes(g1(alpha));
    out.writeBytes(g2(beta));
    out.writeBytes(g2(gamma));
    out.writeBytes(g2(delta));
    ic.forEach(point -> out.writeBytes(g1(point)));
    return out.toByteArray();
  }

  private byte[] inputs() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < INPUTS; i++) {
      out.writeBytes(scalar().toBytes());
    }
    return out.toByteArray();
  }

  /**
   * C off by x, and the proof of knowledge off by what makes up for it in an unweighted product:
   * e(x, delta)·e(-x·delta/h2, h2) = 1.
   */
  @Test
  void shouldNotLetTheProofOfKnowledgeMakeUpForTheOther() {
    Scalar x = Scalar.of(5);
    byte[] proof = proof();
    shift(proof, 192, x);
    shift(proof, 320, x.times(delta).times(h2.inverse()).negate());
    assertThat(verifier.reduce(inputs, proof).verdict()).isInstanceOf(ProofVerdict.Invalid.class);
  }

  private static void shift(byte[] proof, int at, Scalar by) {
    long[] point = new long[G1.LONGS];
    assertThat(G1.decode(proof, at, point, 0)).isTrue();
    Points g = Points.g1();
    long[] acc = new long[g.accumulatorLongs()];
    g.fromAffine(acc, 0, times(g, G1.generator(), by), 0);
    g.addAffine(acc, 0, point, 0);
    g.toAffine(point, 0, acc, 0);
    G1.encode(point, 0, proof, at);
  }

  /** C = (ab - alpha·beta - (L + m)·gamma)/delta and pok = -m·h1/h2, in the exponents. */
  private byte[] proof() {
    return proof(message -> Scalar.reduced(Digests.keccak256(message)));
  }

  private byte[] proof(Function<byte[], Scalar> hashing) {
    Scalar a = scalar();
    Scalar b = scalar();
    Scalar m = scalar();
    byte[] commitment = g1(m);
    byte[] committed = Arrays.copyOfRange(inputs, 32, 64);
    byte[] message = Arrays.copyOf(commitment, commitment.length + committed.length);
    System.arraycopy(committed, 0, message, commitment.length, committed.length);
    Scalar hash = hashing.apply(message);
    Scalar statement =
        ic.get(0)
            .plus(ic.get(1).times(Scalar.fromBytes(inputs, 0)))
            .plus(ic.get(2).times(Scalar.fromBytes(inputs, 32)))
            .plus(ic.get(3).times(hash))
            .plus(m);
    Scalar c =
        a.times(b).minus(alpha.times(beta)).minus(statement.times(gamma)).times(delta.inverse());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(g1(a));
    out.writeBytes(g2(b));
    out.writeBytes(g1(c));
    out.writeBytes(commitment);
    out.writeBytes(g1(m.times(h1).times(h2.inverse()).negate()));
    return out.toByteArray();
  }

  @Test
  void shouldVerifyAProofWithACommitment() {
    byte[] proof = proof();
    assertThat(verifier.reduce(inputs, proof).verdict()).isEqualTo(ProofVerdict.VALID);
    ProofBatch batch = new ProofBatch(new SeededRandom(5));
    batch.add(verifier.reduce(inputs, proof));
    batch.add(verifier.reduce(inputs, proof()));
    assertThat(batch.verdicts()).containsOnly(ProofVerdict.VALID);
  }

  /** The key says which of gnark's hashes: a proof made with the other is none. */
  @Test
  void shouldVerifyProofsMadeWithTheHashThatTheKeyNames() {
    // given
    byte[] ofDefault = key.clone();
    ofDefault[2 * G2.BYTES] = (byte) 0x80;
    CommittedGroth16Verifier standard = CommittedGroth16Verifier.of(ofDefault);

    // when
    byte[] proof = proof(new HashToField("bsb22-commitment")::hash);

    // then
    assertThat(standard.reduce(inputs, proof).verdict()).isEqualTo(ProofVerdict.VALID);
    assertThat(verifier.reduce(inputs, proof).verdict()).isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(standard.reduce(inputs, proof()).verdict()).isInstanceOf(ProofVerdict.Invalid.class);
  }

  @Test
  void shouldRefuseKeysOfCommitmentsThatAnybodyKnows() {
    assertThatThrownBy(() -> CommittedGroth16Verifier.of(withCommitmentPoints(h1, h1)))
        .hasMessageContaining("h1 and h2");
    assertThatThrownBy(() -> CommittedGroth16Verifier.of(withCommitmentPoints(h1, h1.negate())))
        .hasMessageContaining("h1 and h2");
    byte[] infinite = key.clone();
    Arrays.fill(infinite, 0, G2.BYTES, (byte) 0);
    assertThatThrownBy(() -> CommittedGroth16Verifier.of(infinite))
        .hasMessageContaining("h1 is infinity");
  }

  private byte[] withCommitmentPoints(Scalar first, Scalar second) {
    byte[] other = key.clone();
    System.arraycopy(g2(first), 0, other, 0, G2.BYTES);
    System.arraycopy(g2(second), 0, other, G2.BYTES, G2.BYTES);
    return other;
  }

  @Test
  void shouldRefuseEveryAlteredForm() {
    byte[] proof = proof();
    List<byte[]> forms = new ArrayList<>(Tampering.otherLengths(proof));
    for (int at = 31; at < proof.length; at += 32) {
      forms.add(Tampering.flip(proof, at));
    }
    byte[] otherKnowledge = proof.clone();
    System.arraycopy(proof(), 320, otherKnowledge, 320, 64);
    forms.add(otherKnowledge);
    byte[] otherCommitment = proof.clone();
    System.arraycopy(proof(), 256, otherCommitment, 256, 128);
    forms.add(otherCommitment);
    assertThat(forms)
        .hasSizeGreaterThan(10)
        .noneSatisfy(form ->
            assertThat(verifier.reduce(inputs, form).verdict()).isEqualTo(ProofVerdict.VALID));
    for (int at : new int[] {31, 63}) {
      assertThat(verifier.reduce(Tampering.flip(inputs, at), proof).verdict())
          .isInstanceOf(ProofVerdict.Invalid.class);
    }
  }

  @Test
  void shouldRefuseKeysThatContradictThemselves() {
    byte[] place = key.clone();
    place[2 * G2.BYTES + 3] = 2;
    assertThatThrownBy(() -> CommittedGroth16Verifier.of(place))
        .hasMessage("a committed input that the statement does not have");
    for (byte[] other : Tampering.otherLengths(key)) {
      assertThatThrownBy(() -> CommittedGroth16Verifier.of(other))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> CommittedGroth16Verifier.of(Tampering.flip(key, 40)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
