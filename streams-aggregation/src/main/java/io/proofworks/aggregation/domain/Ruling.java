package io.proofworks.aggregation.domain;

import io.proofworks.protocol.Author;
import io.proofworks.protocol.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be said of a submitted aggregate. */
sealed interface Ruling {

  /** It proves its node. */
  record Accepted(Node node, NodeState.Leased lease, Author author) implements Ruling {}

  /**
   * It is refused.
   *
   * @param fault what ends the holder's lease; null when the refusal proves nothing about the
   *     holder, so that nobody can end another's lease with a forgery
   * @param victim whose aggregate it was
   * @param author whose submission it is; null when nobody's valid signature was found on it
   */
  record Refused(
      Reason reason,
      String detail,
      List<Effect.Finding> evidence,
      @Nullable Fault fault,
      @Nullable String victim,
      @Nullable Author author)
      implements Ruling {

    /** As that author's: its signature was checked. */
    Refused of(Author signer) {
      return new Refused(reason, detail, evidence, fault, victim, signer);
    }
  }

  static Optional<Refused> refuse(Reason reason, String detail) {
    return Optional.of(new Refused(reason, detail, List.of(), null, null, null));
  }

  static Refused fault(Fault fault, Reason reason, String detail) {
    return new Refused(reason, detail, List.of(), fault, null, null);
  }
}
