package io.proofworks.settlement.partition;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.settlement.domain.AccountCase;
import io.proofworks.settlement.domain.AccountContext;
import io.proofworks.settlement.domain.AccountDecision;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountEngine;
import io.proofworks.settlement.domain.AccountInput;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.KeptProof;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.records.Reading;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * One partition of the account side. Inputs are applied as they come: requests of different tasks
 * on one account have no order but that of the internal topic, which the journal keeps.
 */
public final class AccountPartition {

  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);

  private final AccountRecords records;
  private final AccountStates states;
  private final Digests digests;
  private final AccountRules rules;

  public AccountPartition(
      AccountRecords records, AccountStates states, Digests digests, AccountRules rules) {
    this.records = records;
    this.states = states;
    this.digests = digests;
    this.rules = rules;
  }

  /** A registration or stake. */
  public Applied<AccountEffect> receive(InboundRecord record) {
    return switch (records.read(record)) {
      case Reading.Taken<AccountInput>(AccountInput input) ->
          applied(record, false, decide(input, List.of()), false);
      case Reading.Refused<AccountInput> refused ->
          applied(record, false, List.of(refused.verdict()), refused.undecodable());
    };
  }

  /** A request of the rest of the market, or a policy. */
  public Applied<AccountEffect> receiveInternal(InboundRecord record) {
    InternalMessage message = MESSAGES.deserializer().deserialize("", record.value());
    List<AccountEffect> effects =
        switch (message) {
          case InternalMessage.PolicyAnnounced(MarketPolicy policy) -> {
            states.policy(policy);
            yield List.of();
          }
          case InternalMessage.AccountAsked(AccountRequest request) -> request(record, request);
          case InternalMessage.ProverRegistered _, InternalMessage.TaskAnswered _ ->
              throw new IllegalStateException("not for an account: " + message);
        };
    return applied(record, true, effects, false);
  }

  private List<AccountEffect> request(InboundRecord record, AccountRequest request) {
    return switch (request) {
      case AccountRequest.ClaimStatement claim -> claim(claim);
      case AccountRequest.KeepProof keep -> keep(keep);
      case AccountRequest.FindProof find -> List.of(find(find));
      case AccountRequest.OfAccount asked ->
          decide(new AccountInput.Requested(Intake.origin(record), asked), asked.holds());
    };
  }

  /** A claim lives as long as the proof: of what is forgotten any task may be rewarded anew. */
  private List<AccountEffect> claim(AccountRequest.ClaimStatement claim) {
    Hash32 holder = states.holderOf(claim.statementId());
    KeptProof proof = states.proofOf(claim.statementId());
    if (holder == null && proof != null) {
      states.claim(claim.statementId(), claim.taskId());
    }
    return List.of(new AccountEffect.Answered(AccountEngine.claim(holder, proof, claim)));
  }

  /** The first one stays: who adopts later than others adopts the same. */
  private List<AccountEffect> keep(AccountRequest.KeepProof keep) {
    if (states.proofOf(keep.statementId()) == null) {
      states.keep(keep.statementId(), keep.proof());
      states.forgetProofs(keep.proof().reveal().time(), AccountStates.MOST_PROOFS);
    }
    return List.of();
  }

  private AccountEffect find(AccountRequest.FindProof find) {
    return new AccountEffect.Answered(
        new TaskAnswer.ProofWord(find.taskId(), find.epoch(), states.proofOf(find.statementId())));
  }

  private List<AccountEffect> decide(AccountInput input, List<Hash32> holds) {
    AccountContext context = new AccountContext(states.policy(), digests, states::isApplied);
    Hash32 cause = AccountEngine.cause(input, context);
    AccountCase before = states.load(input.account(), holds);
    AccountDecision decision = rules.decide(before, input, context);
    if (isApplied(decision, input)) {
      states.save(decision.next());
      states.markApplied(cause, input.origin().time());
    }
    return decision.effects();
  }

  /**
   * A refused stake may be tried again under its reference; a refused request has been answered.
   */
  private static boolean isApplied(AccountDecision decision, AccountInput input) {
    return input instanceof AccountInput.Requested
        || decision.effects().stream().anyMatch(AccountEffect.Moved.class::isInstance)
        || decision.effects().stream().anyMatch(AccountEffect.ProverAnnounced.class::isInstance);
  }

  private static Applied<AccountEffect> applied(
      InboundRecord record, boolean internal, List<AccountEffect> effects, boolean undecodable) {
    return new Applied<>(
        record.coordinates(),
        record.digest(),
        internal ? record.value() : null,
        Map.of(record.coordinates().topic(), record.time()),
        effects,
        undecodable);
  }
}
