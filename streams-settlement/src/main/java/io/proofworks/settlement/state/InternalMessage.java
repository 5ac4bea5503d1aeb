package io.proofworks.settlement.state;

import io.proofworks.protocol.Address;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskAnswer;

/** What travels between the parts of settlement. Nobody's API. */
public sealed interface InternalMessage {

  /** Key of messages for every partition; no id looks like it. */
  String EVERYONE = "*";

  /** Key of the record that carries the message. */
  default String recordKey() {
    return switch (this) {
      case PolicyAnnounced _, ProverRegistered _ -> EVERYONE;
      case AccountAsked(AccountRequest request) -> request.key();
      case TaskAnswered(TaskAnswer answer) -> answer.taskId().hex();
    };
  }

  /** To every partition of both sides: parameters of the market. */
  record PolicyAnnounced(MarketPolicy policy) implements InternalMessage {}

  /** To every task partition: a registration that was accepted. */
  record ProverRegistered(Address prover, ProverKey key) implements InternalMessage {}

  /** To an account. */
  record AccountAsked(AccountRequest request) implements InternalMessage {}

  /** To a task. */
  record TaskAnswered(TaskAnswer answer) implements InternalMessage {}
}
