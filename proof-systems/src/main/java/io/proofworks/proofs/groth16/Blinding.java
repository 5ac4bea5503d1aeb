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
 */
public record Blinding(BigInteger r, BigInteger s) {

  /** Fresh ones. */
  public static Blinding random(SecureRandom random) {
    return new Blinding(RandomScalars.any(random), RandomScalars.any(random));
  }

  /**
   * The same ones each time for a secret and a context: HMAC-SHA-512 of the context, modulo r, with
   * a bias below 2^-256. Who has the secret can make the proof again.
   *
   * @param secret 32 random bytes
   * @param context everything that is proved, in an injective encoding
   */
  public static Blinding derived(byte[] secret, byte[] context) {
    return new Blinding(scalar(secret, "r", context), scalar(secret, "s", context));
  }

  private static BigInteger scalar(byte[] secret, String name, byte[] context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(secret, "HmacSHA512"));
      mac.update(name.getBytes(StandardCharsets.US_ASCII));
      return new BigInteger(1, mac.doFinal(context)).mod(Fr.MODULUS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA512", e);
    }
  }
}
