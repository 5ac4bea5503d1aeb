package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.DIGESTS;
import static io.proofworks.settlement.domain.Scene.DOMAIN;
import static io.proofworks.settlement.domain.Scene.POLICY;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.StakeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Accounts and the way between them. */
final class Ledger {
  final Map<Address, AccountBook> books = new HashMap<>();
  final Map<Address, Map<Hash32, Long>> holds = new HashMap<>();
  final Set<Hash32> applied = new HashSet<>();
  final Deque<AccountRequest.OfAccount> onTheirWay = new ArrayDeque<>();
  final List<AccountEffect> last = new ArrayList<>();
  long offset;
  long time = 1_000;
  private final MarketPolicy policy;

  Ledger() {
    this(POLICY);
  }

  /** In a market of that policy. */
  Ledger(MarketPolicy policy) {
    this.policy = policy;
  }

  Ledger apply(AccountInput input) {
    AccountContext context = new AccountContext(policy, DIGESTS, applied::contains);
    Hash32 cause = AccountEngine.cause(input, context);
    Address account = input.account();
    AccountCase state =
        new AccountCase(
            books.getOrDefault(account, AccountBook.empty(account)),
            holds.getOrDefault(account, Map.of()));
    AccountDecision decision = AccountEngine.decide(state, input, context);
    books.put(account, decision.next().book());
    holds.put(account, decision.next().holds());
    applied.add(cause);
    last.clear();
    last.addAll(decision.effects());
    for (AccountEffect effect : decision.effects()) {
      if (effect instanceof AccountEffect.Forwarded(AccountRequest.OfAccount credit)) {
        onTheirWay.add(credit);
      }
    }
    return this;
  }

  Ledger ask(AccountRequest.OfAccount request) {
    return apply(new AccountInput.Requested(origin(), request));
  }

  Ledger deliver() {
    while (!onTheirWay.isEmpty()) {
      ask(onTheirWay.poll());
    }
    return this;
  }

  Ledger stake(Address account, StakeKind kind, long amount, String reference) {
    return apply(
        new AccountInput.StakeReceived(origin(), DOMAIN, account, kind, amount, reference));
  }

  Origin origin() {
    return new Origin("t", 0, offset++, time, Hash32.ZERO);
  }

  Balances of(Address account) {
    return books.getOrDefault(account, AccountBook.empty(account)).balances();
  }

  VerdictIssued verdict() {
    return (VerdictIssued)
        last.stream().filter(VerdictIssued.class::isInstance).findFirst().orElseThrow();
  }

  long total() {
    return books.values().stream()
        .map(AccountBook::balances)
        .mapToLong(b -> b.free() + b.reserved() + b.escrow() + b.paid() + b.burned())
        .sum();
  }

  long external() {
    return books.values().stream().mapToLong(b -> b.balances().external()).sum();
  }

  long clearing() {
    return books.values().stream().mapToLong(b -> b.balances().clearing()).sum();
  }
}
