package io.proofworks.aggregation.domain;

import io.proofworks.protocol.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be said of a submitted aggregate. */
sealed interface Ruling {

  /** It proves its node. */
  record Accepted(Node node, NodeState.Leased lease) implements Ruling {}

  /**
   * It is refused.
   *
   * @param fault what the holder of the lease answers for; null when the refusal proves nothing
   *     about the holder, so that nobody can end another's lease with a forgery
   * @param victim whose aggregate it was
   */
  record Refused(
      Reason reason,
      String detail,
      List<Effect.Finding> evidence,
      @Nullable Fault fault,
      @Nullable String victim)
      implements Ruling {}

  static Optional<Refused> refuse(Reason reason, String detail) {
    return Optional.of(new Refused(reason, detail, List.of(), null, null));
  }

  static Refused fault(Fault fault, Reason reason, String detail) {
    return new Refused(reason, detail, List.of(), fault, null);
  }
}
