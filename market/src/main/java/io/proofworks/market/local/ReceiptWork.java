package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.protocol.Hash32;
import java.util.Set;
import java.util.stream.Collectors;

/** The execution of a zkVM program as something to be proved: one whole proof, one shard. */
public final class ReceiptWork {

  /** Proof systems of one whole proof: all but the ledger's. */
  public static final Set<String> SYSTEMS =
      VerifierRegistry.standard().systems().stream()
          .filter(system -> !system.equals(LedgerProgram.PROOF_SYSTEM))
          .collect(Collectors.toUnmodifiableSet());

  private ReceiptWork() {}

  /**
   * The work of proving that a program makes those values public.
   *
   * @param program RISC Zero image id, SP1 verifying-key digest, or the hash of a program of the
   *     policy
   * @param input what the program reads, in whatever form its provers expect; may be empty
   * @param publicValues journal or public values
   */
  public static ProvableWork of(
      String system, Hash32 program, byte[] input, byte[] publicValues, Policy policy) {
    return new ProvableWork(
        system,
        program,
        input,
        publicValues,
        1,
        policy.getTargetShardWeight(),
        "an execution of " + program.hex() + " (" + system + ")");
  }
}
