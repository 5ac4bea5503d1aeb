package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.nio.charset.StandardCharsets;

/** A chain event is known by its reference, whoever reports it and however often. */
final class StakeIds {

  private StakeIds() {}

  static Hash32 of(AccountInput.StakeReceived stake) {
    return Keccak.hash(
        "stake".getBytes(StandardCharsets.UTF_8),
        stake.account().bytes(),
        stake.reference().getBytes(StandardCharsets.UTF_8));
  }
}
