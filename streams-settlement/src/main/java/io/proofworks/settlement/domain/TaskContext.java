package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import java.util.Optional;

/**
 * What a decision on a task may look at beside the task itself.
 *
 * @param policy of the version the task was published under
 * @param provers keys of registered provers
 * @param open when the log was open
 * @param signatures Ed25519 verification
 */
public record TaskContext(
    MarketPolicy policy,
    Keys provers,
    OpenTime open,
    ProofCheck proofs,
    Author.SignatureCheck signatures,
    Digests digests) {

  /** Keys of registered provers. */
  @FunctionalInterface
  public interface Keys {

    /**
     * The key that its owner had registered by then: a record that has to wait is judged by the one
     * that it was signed with.
     *
     * @param time append time of what it signed, epoch milliseconds
     */
    Optional<ProverKey> at(Address prover, long time);
  }

  Hash32 domain() {
    return digests.domain();
  }

  /** The key of a prover whose registration is valid at that time. */
  Optional<ProverKey> keyAt(Address prover, long time) {
    return provers.at(prover, time).filter(key -> key.isValidAt(time));
  }

  /** Whom an input speaks for; empty when it is not signed by whom it names. */
  Optional<Author> authorOf(TaskInput.Claimed input) {
    return keyAt(input.prover(), input.origin().time())
        .flatMap(key ->
            Author.bySessionKey(
                input.prover(), key.sessionKey(), input.signed(), input.signature(), signatures));
  }

  Hash32 inputId(Origin origin) {
    return digests.inputId(origin.topic(), origin.partition(), origin.offset());
  }
}
