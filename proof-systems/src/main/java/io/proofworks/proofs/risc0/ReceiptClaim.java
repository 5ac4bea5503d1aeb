package io.proofworks.proofs.risc0;

import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a RISC Zero receipt claims: this image ran from its start to a successful halt and wrote
 * this journal.
 *
 * <p>Source: risc0-ethereum, {@code contracts/src/IRiscZeroVerifier.sol} (ReceiptClaimLib,
 * OutputLib).
 */
public final class ReceiptClaim {

  /** Tagged digest of the state after a halt: program counter 0, empty memory. */
  private static final byte[] HALTED =
      HexFormat.of().parseHex("a3acc27117418996340b84e5a90f3ef4c49d22c79e44aad822ec9c313e1eb8e2");

  private static final byte[] OUTPUT_TAG = tag("risc0.Output");
  private static final byte[] CLAIM_TAG = tag("risc0.ReceiptClaim");
  private static final byte[] NONE = new byte[32];
  private static final byte[] TWO_DIGESTS = {2, 0};
  private static final byte[] FOUR_DIGESTS = {4, 0};

  /** System and user exit codes, little-endian: halted, 0. */
  private static final byte[] SUCCESS = new byte[8];

  private ReceiptClaim() {}

  /**
   * The claim digest of a successful run without assumptions; it identifies the work, whatever the
   * bytes of the seal.
   *
   * @param imageId 32 bytes
   * @param journal what the guest wrote, any length
   */
  public static byte[] digest(byte[] imageId, byte[] journal) {
    return digest(imageId, HALTED, journal);
  }

  /**
   * The claim digest of a receipt that names the state after its run.
   *
   * @param post 32 bytes: the digest of that state
   */
  static byte[] digest(byte[] imageId, byte[] post, byte[] journal) {
    byte[] output = Digests.sha256(OUTPUT_TAG, Digests.sha256(journal), NONE, TWO_DIGESTS);
    return Digests.sha256(CLAIM_TAG, NONE, imageId, post, output, SUCCESS, FOUR_DIGESTS);
  }

  static byte[] tag(String name) {
    return Digests.sha256(name.getBytes(StandardCharsets.US_ASCII));
  }
}
