package io.proofworks.proofs.plonk;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Reduced;

/**
 * Verifies PLONK proofs (Gabizon, Williamson, Ciobotaru, ePrint 2019/953) of gnark with its
 * committed gates, as SP1 and Linea use them.
 *
 * <p>Source: gnark, {@code backend/plonk/bn254/verify.go} and its Solidity template.
 */
public final class GnarkPlonkVerifier implements KeyedVerifier {
  private final GnarkPlonkKey key;

  private GnarkPlonkVerifier(GnarkPlonkKey key) {
    this.key = key;
  }

  /**
   * The verifier of a key in the encoding of {@link GnarkPlonkKey}.
   *
   * @throws IllegalArgumentException when the bytes are no key
   */
  public static GnarkPlonkVerifier of(byte[] key) {
    return new GnarkPlonkVerifier(GnarkPlonkKey.parse(key));
  }

  /** Bytes of a proof. */
  public int proofBytes() {
    return GnarkPlonkProof.bytes(key.gates());
  }

  @Override
  public int inputs() {
    return key.publicInputs();
  }

  @Override
  public Reduced reduce(byte[] publicInputs, byte[] proof) {
    return ProofCursor.reduce(
        key.publicInputs(),
        publicInputs,
        proofBytes(),
        proof,
        in -> GnarkPlonkProof.read(in, key.gates()),
        (decoded, values) -> new GnarkPlonkCheck(key, decoded, values).equation());
  }
}
