package io.proofworks.proofs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of proof: how its statements are written down and how its proofs are checked.
 *
 * <p>Implementations are immutable or internally synchronised: one instance serves every stream
 * thread.
 *
 * <p>A proof's bytes never identify anything: Groth16 proofs can be re-randomised by anyone who
 * sees them. What identifies work is the statement, {@link Statement#digest}.
 */
public interface ProofSystem {

  /** The name tasks use, for instance {@code risc0-groth16}; lower case, stable for ever. */
  String id();

  /** Longest proof this system ever accepts, in bytes; anything longer may be refused unread. */
  int maxProofBytes();

  /**
   * All checks of a proof but its pairings, in the order of their cost. Total: hostile input of any
   * shape gets an answer, never an exception.
   *
   * @param program what is claimed to have run
   * @param publicInputs the statement's public part in this system's encoding
   * @param binding 32 bytes the proof must carry, or null when the statement is not bound to a
   *     prover
   * @param proof the proof in this system's encoding
   * @throws io.proofworks.proofs.external.ExternalServiceException when another program verifies,
   *     and does not answer
   */
  Reduced reduce(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof);

  /**
   * Whether {@link #reduce} leaves an equation of a good proof, which is cheaper to check with
   * others; false when it is the whole verification.
   */
  default boolean leavesEquations() {
    return true;
  }

  /** Checks a proof; arguments as in {@link #reduce}. Total as well. */
  default ProofVerdict verify(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    return reduce(program, publicInputs, binding, proof).verdict();
  }

  /** The versions of this system and what policy says of them. */
  Map<String, VersionStatus> statuses();

  /**
   * Whether the later statement starts from the state the earlier one ends in. True for every pair
   * when the system's statements have no state.
   */
  default boolean chains(byte[] earlierPublicInputs, byte[] laterPublicInputs) {
    return true;
  }

  /**
   * The public inputs of a whole batch from those of its shards in order; empty when they do not
   * make up one batch. Systems whose programs are not split know batches of one shard only.
   */
  default Optional<byte[]> fold(List<byte[]> shardInputs) {
    return shardInputs.size() == 1 ? Optional.of(shardInputs.getFirst()) : Optional.empty();
  }

  /**
   * Whether a proof can carry a binding among its public inputs, so that a copy fails to verify for
   * a thief.
   */
  default boolean bindsProver() {
    return false;
  }

  /**
   * Why no proof about this program is ever valid here: it is another system's, its data is not
   * what its hash commits to, or its key or circuit is malformed, unsound or unknown. Empty when
   * proofs can be checked. For whoever publishes a program or takes work for it.
   */
  default Optional<String> obstacle(Program program) {
    return program.proofSystem().equals(id())
        ? Optional.empty()
        : Optional.of("a program of " + program.proofSystem());
  }

  /**
   * As {@link #obstacle(Program)}, or why nothing proves these public inputs of it: the flaw is in
   * the statement, so it is nobody's who proves.
   */
  default Optional<String> obstacle(Program program, byte[] publicInputs) {
    return obstacle(program);
  }

  /**
   * The answer to a question that is not for this system: about another system's program, or with a
   * binding if its proofs carry none; else null. No proof could have been better.
   */
  default @Nullable ProofVerdict misdirected(Program program, byte @Nullable [] binding) {
    if (!program.proofSystem().equals(id())) {
      return new ProofVerdict.Stopped("a program of " + program.proofSystem());
    }
    return binding == null || bindsProver()
        ? null
        : new ProofVerdict.Stopped("a proof of " + id() + " carries no binding");
  }
}
