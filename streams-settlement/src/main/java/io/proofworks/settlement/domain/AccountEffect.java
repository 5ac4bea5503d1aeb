package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.runtime.journal.Consequence;

/** What a decision on an account does to the world. */
public sealed interface AccountEffect extends Consequence
    permits VerdictIssued,
        AccountEffect.Moved,
        AccountEffect.StandingChanged,
        AccountEffect.Answered,
        AccountEffect.Forwarded,
        AccountEffect.ProverAnnounced {

  /**
   * One double-entry movement.
   *
   * @param after the balances with it
   */
  record Moved(
      Hash32 id,
      Address account,
      MovementKind kind,
      LedgerBucket from,
      LedgerBucket to,
      long amount,
      String counterparty,
      AccountRequest.Matter matter,
      Hash32 cause,
      long time,
      Balances after)
      implements AccountEffect {

    @Override
    public String outcome() {
      return String.join(
          "|",
          "movement",
          id.hex(),
          account.hex(),
          kind.name(),
          from.name(),
          to.name(),
          Long.toString(amount),
          counterparty);
    }
  }

  record StandingChanged(AccountBook book, long asOf) implements AccountEffect {}

  /** The word on an escrow, bond or claim, for a task. */
  record Answered(TaskAnswer answer) implements AccountEffect {}

  /** The second leg of a movement to another account. */
  record Forwarded(AccountRequest request) implements AccountEffect {}

  /** A registration that every task partition has to know. */
  record ProverAnnounced(Address prover, ProverKey key) implements AccountEffect {}
}
