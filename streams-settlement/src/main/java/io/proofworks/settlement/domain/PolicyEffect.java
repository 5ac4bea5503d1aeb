package io.proofworks.settlement.domain;

import io.proofworks.protocol.Reason;
import io.proofworks.runtime.journal.Consequence;

/** What a policy does to the world. */
public sealed interface PolicyEffect extends Consequence {

  /** It is in force for every partition of both sides as soon as they have read of it. */
  record Announced(MarketPolicy policy) implements PolicyEffect {
    @Override
    public String outcome() {
      return "policy|" + policy.version();
    }
  }

  record Refused(Reason reason, String detail) implements PolicyEffect {
    @Override
    public String outcome() {
      return "refused|" + reason.name();
    }
  }
}
