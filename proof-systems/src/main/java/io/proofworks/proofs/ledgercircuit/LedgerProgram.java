package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.Digests;
import io.proofworks.proofs.Program;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A size of the ledger circuit with the verifying key of its setup: what a program of the market is
 * here.
 *
 * <p>Its hash is keccak256("proofworks/ledger/v1" ‖ depth ‖ transfers ‖ verifying key), depth and
 * transfers as 32-bit big-endian integers.
 */
public final class LedgerProgram {

  /** The name of the proof system of every ledger program. */
  public static final String PROOF_SYSTEM = "ledger-groth16";

  private static final byte[] DOMAIN = "proofworks/ledger/v1".getBytes(StandardCharsets.US_ASCII);

  private final int depth;
  private final int transfers;
  private final byte[] data;

  LedgerProgram(int depth, int transfers, byte[] verifyingKey) {
    this.depth = depth;
    this.transfers = transfers;
    this.data =
        ByteBuffer.allocate(8 + verifyingKey.length)
            .putInt(depth)
            .putInt(transfers)
            .put(verifyingKey)
            .array();
  }

  /** Levels of the account tree; it has 2^depth accounts. */
  public int depth() {
    return depth;
  }

  /** Transfers one proof covers. */
  public int transfers() {
    return transfers;
  }

  /** What one proof costs, in thousands of constraints, rounded up. */
  public int weight() {
    return Math.ceilDiv(LedgerCircuit.constraints(depth, transfers), 1000);
  }

  /** What the market calls this program. */
  public Program program() {
    return new Program(Digests.keccak256(DOMAIN, data), PROOF_SYSTEM, data);
  }
}
