package io.proofworks.settlement;

import io.proofworks.protocol.Address;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskAnswer;

/** What travels between the parts of settlement, as CBOR. Nobody's API. */
public sealed interface InternalMessage {

  /** To every partition of both sides: parameters of the market. */
  record PolicyAnnounced(MarketPolicy policy) implements InternalMessage {}

  /** To every task partition: a registration that was accepted. */
  record ProverRegistered(Address prover, ProverKey key) implements InternalMessage {}

  /** To an account. */
  record AccountAsked(AccountRequest request) implements InternalMessage {}

  /** To a task. */
  record TaskAnswered(TaskAnswer answer) implements InternalMessage {}
}
