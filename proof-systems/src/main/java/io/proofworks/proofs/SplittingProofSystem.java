package io.proofworks.proofs;

/** A proof system that cuts a batch of work into shards itself. */
public interface SplittingProofSystem extends ProofSystem {

  /**
   * Executes a trace and cuts it. Total: a hostile trace is refused, never an exception.
   *
   * @param program one of this system
   * @param trace of the whole batch
   * @param targetWeight wanted weight of a shard, thousands of constraints
   * @throws io.proofworks.proofs.external.ExternalServiceException when another program cuts, and
   *     does not answer
   */
  ShardPlan split(Program program, byte[] trace, int targetWeight);
}
