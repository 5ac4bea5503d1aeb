package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.groth16.VerifyingKey;
import io.proofworks.proofs.hash.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A size of the ledger circuit with the verifying key of its setup: what a program of the market is
 * here.
 *
 * <p>Its hash is keccak256("proofworks/ledger/v1" ‖ depth ‖ transfers ‖ verifying key), depth and
 * transfers as 32-bit big-endian integers; {@link Program#data} is what follows the name in that
 * preimage.
 *
 * @param depth levels of the account tree, 1 to 30; it has 2^depth accounts
 * @param transfers one proof covers, 1 to 1024
 * @param verifyingKey with four public inputs
 */
public record LedgerProgram(int depth, int transfers, VerifyingKey verifyingKey) {

  /** The name of the proof system of every ledger program. */
  public static final String PROOF_SYSTEM = "ledger-groth16";

  private static final byte[] DOMAIN = "proofworks/ledger/v1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FAMILY_DOMAIN =
      "proofworks/ledger-family/v1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_TRANSFERS = 1024;
  private static final int SIZES_BYTES = 8;

  public LedgerProgram {
    if (depth < 1 || depth > ShardTrace.MAX_DEPTH || transfers < 1 || transfers > MAX_TRANSFERS) {
      throw new IllegalArgumentException(
          "no circuit of depth " + depth + " and " + transfers + " transfers");
    }
    if (verifyingKey.publicInputs() != LedgerInputs.COUNT) {
      throw new IllegalArgumentException(
          "a ledger proof has " + LedgerInputs.COUNT + " public inputs");
    }
  }

  /** What one proof costs, in thousands of constraints, rounded up. */
  public int weight() {
    return Math.ceilDiv(LedgerCircuit.constraints(depth, transfers), 1000);
  }

  /** What the market calls this program. */
  public Program program() {
    byte[] key = verifyingKey.toBytes();
    byte[] data =
        ByteBuffer.allocate(SIZES_BYTES + key.length)
            .putInt(depth)
            .putInt(transfers)
            .put(key)
            .array();
    return new Program(hash(data), PROOF_SYSTEM, data);
  }

  /**
   * What a batch names whose shards may take any program of that depth:
   * keccak256("proofworks/ledger-family/v1" ‖ depth), depth as a 32-bit big-endian integer.
   */
  public static byte[] familyHash(int depth) {
    return Digests.keccak256(
        FAMILY_DOMAIN, ByteBuffer.allocate(Integer.BYTES).putInt(depth).array());
  }

  /**
   * The ledger program a program of the market is, if its data is well formed and what its hash
   * commits to.
   */
  public static Optional<LedgerProgram> parse(Program program) {
    try {
      return Optional.of(read(program));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /**
   * As {@link #parse}.
   *
   * @throws IllegalArgumentException which says why it is none
   */
  public static LedgerProgram read(Program program) {
    byte[] data = program.data();
    if (!program.proofSystem().equals(PROOF_SYSTEM) || data.length < SIZES_BYTES) {
      throw new IllegalArgumentException("no sizes of a ledger circuit");
    }
    if (!Arrays.equals(hash(data), program.hash())) {
      throw new IllegalArgumentException("its hash is not that of its data");
    }
    ByteBuffer in = ByteBuffer.wrap(data);
    int depth = in.getInt();
    int transfers = in.getInt();
    byte[] key = new byte[in.remaining()];
    in.get(key);
    return new LedgerProgram(depth, transfers, VerifyingKey.parse(key));
  }

  private static byte[] hash(byte[] data) {
    return Digests.keccak256(DOMAIN, data);
  }
}
