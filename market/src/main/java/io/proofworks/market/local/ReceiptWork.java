package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.proofs.risc0.Risc0ProofSystem;
import io.proofworks.proofs.sp1.Sp1Groth16ProofSystem;
import io.proofworks.protocol.Hash32;
import java.util.Set;

/** The execution of a zkVM program as something to be proved: one whole proof, one shard. */
public final class ReceiptWork {

  /** Proof systems whose programs are named by their hash alone. */
  public static final Set<String> SYSTEMS = Set.of(Risc0ProofSystem.ID, Sp1Groth16ProofSystem.ID);

  private ReceiptWork() {}

  /**
   * The work of proving that a program makes those values public.
   *
   * @param program RISC Zero image id or SP1 verifying-key digest
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
