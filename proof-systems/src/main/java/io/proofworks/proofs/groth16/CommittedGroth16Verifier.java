package io.proofworks.proofs.groth16;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.HashToField;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.PairingProduct;
import io.proofworks.proofs.bn254.PointReader;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.hash.Digests;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Verifies Groth16 proofs of gnark whose circuit commits to a part of its witness (Bowe, Setty,
 * Belling, Soleimanian and others' "BSB22"): a proof carries the commitment m and a proof that it
 * is known, the circuit's last public input is a hash of (m ‖ committed public inputs), m joins the
 * statement, and e(m, h1)·e(pok, h2) = 1. A circuit has one commitment.
 *
 * <p>Two hashes are known: keccak256 modulo r, which proofs for Solidity are made with ({@code
 * solidity.WithProverTargetSolidityVerifier}), and gnark's default, {@link HashToField} under
 * {@code bsb22-commitment}. Which one is a part of the key: a proof made with the other does not
 * verify.
 *
 * <p>A key is the points h1 and h2 of G2 (before gnark 0.11 the G and GRootSigmaNeg of its
 * commitment key, from then on GSigmaNeg and G), the number of committed public inputs (two bytes,
 * with 0x8000 added for gnark's default hash), their places from 0 (two bytes each), then a plain
 * {@link VerifyingKey} with one input more than the statement has. A proof is a plain one, then m,
 * then pok: 384 bytes.
 *
 * <p>Source: gnark, {@code backend/groth16/bn254/verify.go} and its Solidity template.
 */
public final class CommittedGroth16Verifier implements KeyedVerifier {
  /** Bytes of a proof. */
  public static final int PROOF_BYTES = Groth16Verifier.PROOF_BYTES + 2 * G1.BYTES;

  private static final int PLACE_BYTES = 2;
  private static final int DEFAULT_HASH = 0x8000;
  private static final HashToField COMMITMENT = new HashToField("bsb22-commitment");

  private final Groth16Verifier plain;
  private final LineTable h1;
  private final LineTable h2;
  private final int[] committed;
  private final Function<byte[], Scalar> hash;

  private CommittedGroth16Verifier(
      Groth16Verifier plain,
      LineTable h1,
      LineTable h2,
      int[] committed,
      Function<byte[], Scalar> hash) {
    this.plain = plain;
    this.h1 = h1;
    this.h2 = h2;
    this.committed = committed;
    this.hash = hash;
  }

  /**
   * The verifier of a key.
   *
   * @throws IllegalArgumentException when the bytes are no key
   */
  public static CommittedGroth16Verifier of(byte[] key) {
    int head = 2 * G2.BYTES + PLACE_BYTES;
    if (key.length < head) {
      throw new IllegalArgumentException("not the length of a key: " + key.length);
    }
    ByteBuffer in = ByteBuffer.wrap(key).position(2 * G2.BYTES);
    int first = Short.toUnsignedInt(in.getShort());
    int count = first & ~DEFAULT_HASH;
    if (in.remaining() < count * PLACE_BYTES) {
      throw new IllegalArgumentException("a key with " + count + " committed inputs is longer");
    }
    int[] committed = new int[count];
    for (int i = 0; i < count; i++) {
      committed[i] = Short.toUnsignedInt(in.getShort());
    }
    byte[] rest = Arrays.copyOfRange(key, in.position(), key.length);
    Groth16Verifier plain = new Groth16Verifier(VerifyingKey.parse(rest));
    requirePlaces(committed, plain.key().publicInputs() - 1);
    long[] h1 = PointReader.g2("h1", key, 0);
    long[] h2 = PointReader.g2("h2", key, G2.BYTES);
    VerifyingKey.requireFinite("h1", h1);
    VerifyingKey.requireFinite("h2", h2);
    VerifyingKey.requireDistinct("h1 and h2", h1, h2);
    return new CommittedGroth16Verifier(
        plain,
        LineTable.of(h1, 0),
        LineTable.of(h2, 0),
        committed,
        count == first ? CommittedGroth16Verifier::keccak : COMMITMENT::hash);
  }

  private static void requirePlaces(int[] committed, int inputs) {
    if (inputs < 0 || Arrays.stream(committed).anyMatch(place -> place >= inputs)) {
      throw new IllegalArgumentException("a committed input that the statement does not have");
    }
  }

  @Override
  public int inputs() {
    return plain.key().publicInputs() - 1;
  }

  @Override
  public Reduced reduce(byte[] publicInputs, byte[] proof) {
    if (obstacle(publicInputs).isPresent()) {
      return new Reduced.Decided(Groth16Result.NO_STATEMENT.verdict());
    }
    if (proof.length != PROOF_BYTES) {
      return new Reduced.Decided(Groth16Result.NON_CANONICAL.verdict());
    }
    long[] points = new long[2 * G1.LONGS];
    for (int i = 0; i < 2; i++) {
      int at = Groth16Verifier.PROOF_BYTES + i * G1.BYTES;
      if (!G1.decodeCoordinates(proof, at, points, i * G1.LONGS)) {
        return new Reduced.Decided(Groth16Result.NON_CANONICAL.verdict());
      }
      if (!G1.isOnCurve(points, i * G1.LONGS)) {
        return new Reduced.Decided(Groth16Result.NOT_ON_CURVE.verdict());
      }
    }
    byte[] all = Arrays.copyOf(publicInputs, publicInputs.length + Scalar.BYTES);
    byte[] hash = hash(publicInputs, proof).toBytes();
    System.arraycopy(hash, 0, all, publicInputs.length, Scalar.BYTES);
    byte[] plainProof = Arrays.copyOf(proof, Groth16Verifier.PROOF_BYTES);
    return switch (plain.reduce(all, plainProof)) {
      case Reduced.Decided decided -> decided;
      case Reduced.Open(PairingEquation equation) ->
          new Reduced.Open(new Committed(equation, this, points));
    };
  }

  private Scalar hash(byte[] publicInputs, byte[] proof) {
    ByteBuffer hashed = ByteBuffer.allocate(G1.BYTES + committed.length * Scalar.BYTES);
    hashed.put(proof, Groth16Verifier.PROOF_BYTES, G1.BYTES);
    for (int place : committed) {
      hashed.put(publicInputs, place * Scalar.BYTES, Scalar.BYTES);
    }
    return hash.apply(hashed.array());
  }

  private static Scalar keccak(byte[] message) {
    return Scalar.reduced(Digests.keccak256(message));
  }

  /**
   * The plain equation with m in its statement, and the proof of knowledge with a weight of its
   * own: neither can make up for the other.
   *
   * @param points m then pok, affine
   */
  private record Committed(PairingEquation plain, CommittedGroth16Verifier verifier, long[] points)
      implements PairingEquation {
    private static final int WEIGHT_BYTES = 16;

    @Override
    public void multiplyInto(PairingProduct product, Scalar weight) {
      plain.multiplyInto(product, weight);
      product.add(points, 0, weight, verifier.plain.gamma());
      Scalar own = weight.times(ownWeight());
      product.add(points, 0, own, verifier.h1);
      product.add(points, G1.LONGS, own, verifier.h2);
    }

    private static Scalar ownWeight() {
      byte[] bytes = new byte[WEIGHT_BYTES];
      new SecureRandom().nextBytes(bytes);
      return Scalar.reduced(bytes);
    }
  }
}
