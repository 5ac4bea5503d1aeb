package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What proofs of one circuit are made with. Arrays hold affine points one after the other and are
 * shared, not copied.
 *
 * @param verifyingKey the key that verifies them
 * @param development whether it comes from {@link DevelopmentSetup}: whoever ran that could forge
 * @param logDomain log2 of the evaluation domain
 * @param betaG1 beta in G1; not needed to prove, see {@link Groth16Prover}, but part of {@code
 *     .zkey} files
 * @param deltaG1 delta in G1; as betaG1
 * @param a u_i(τ) in G1, a point for each wire
 * @param b1 v_i(τ) in G1, a point for each wire; as betaG1
 * @param b2 v_i(τ) in G2, a point for each wire
 * @param l (beta·u_i(τ) + alpha·v_i(τ) + w_i(τ))/delta in G1, a point for each private wire
 * @param h in G1, over delta and at τ, the Lagrange polynomials of the doubled domain that belong
 *     to odd powers of its root, as many as the domain has elements
 */
public record ProvingKey(
    VerifyingKey verifyingKey,
    boolean development,
    int logDomain,
    long[] betaG1,
    long[] deltaG1,
    long[] a,
    long[] b1,
    long[] b2,
    long[] l,
    long[] h) {

  /** The version of the binary form. */
  public static final int FORMAT = 2;

  /**
   * @throws IllegalArgumentException when the sizes contradict each other
   */
  public ProvingKey {
    int wires = a.length / G1.LONGS;
    boolean fits =
        b1.length == a.length
            && b2.length == wires * G2.LONGS
            && l.length == (wires - verifyingKey.publicInputs() - 1) * G1.LONGS
            && h.length == (1 << logDomain) * G1.LONGS;
    if (!fits) {
      throw new IllegalArgumentException("the parts of the proving key do not fit together");
    }
  }

  /** The number of wires, with the constant. */
  public int variables() {
    return a.length / G1.LONGS;
  }

  /** Writes the binary form: a header, the verifying key, the points, a SHA-256 of all of it. */
  public void write(OutputStream out) throws IOException {
    ProvingKeyCodec.write(this, out);
  }

  /**
   * Reads what {@link #write} wrote. Points are checked to have canonical coordinates and the whole
   * by its checksum; the points' being on the curve is left to whoever made the file.
   *
   * @throws IOException when it cannot be read, is damaged or is something else
   */
  public static ProvingKey read(InputStream in) throws IOException {
    return ProvingKeyCodec.read(in);
  }
}
