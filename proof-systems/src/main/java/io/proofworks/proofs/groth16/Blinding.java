package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two scalars that hide the witness in a proof. The same scalars for two witnesses of one
 * statement would tell their difference, so derived ones depend on all that is proved.
 *
 * @param k factor of A, and of B its inverse; 1 to r - 1
 * @param s multiple of delta in B; 0 to r - 1
 */
public record Blinding(BigInteger k, BigInteger s) {

  /**
   * @throws IllegalArgumentException when one is out of its range
   */
  public Blinding {
    if (k.signum() <= 0 || k.compareTo(Fr.MODULUS) >= 0) {
      throw new IllegalArgumentException("k is from 1 to r - 1");
    }
    if (s.signum() < 0 || s.compareTo(Fr.MODULUS) >= 0) {
      throw new IllegalArgumentException("s is from 0 to r - 1");
    }
  }

  /** Fresh ones. */
  public static Blinding random(SecureRandom random) {
    return new Blinding(RandomScalars.nonZero(random), RandomScalars.any(random));
  }

  /**
   * The same ones each time for a secret and a context: HMAC-SHA-512 of the context, modulo r - 1
   * or r, with a bias below 2^-256. Who has the secret can make the proof again.
   *
   * @param secret 32 random bytes
   * @param context everything that is proved, in an injective encoding
   */
  public static Blinding derived(byte[] secret, byte[] context) {
    BigInteger nonZeros = Fr.MODULUS.subtract(BigInteger.ONE);
    return new Blinding(
        number(secret, "k", context).mod(nonZeros).add(BigInteger.ONE),
        number(secret, "s", context).mod(Fr.MODULUS));
  }

  private static BigInteger number(byte[] secret, String name, byte[] context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(secret, "HmacSHA512"));
      mac.update(name.getBytes(StandardCharsets.US_ASCII));
      return new BigInteger(1, mac.doFinal(context));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA512", e);
    }
  }
}
