package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why an input is not taken.
 *
 * @param victim whom the fault harmed, if it is one of the market's own
 */
record Refusal(Reason reason, String detail, @Nullable Address victim) {

  static Refusal of(Reason reason, String detail) {
    return new Refusal(reason, detail, null);
  }
}
