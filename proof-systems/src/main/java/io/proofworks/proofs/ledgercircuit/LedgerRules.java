package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.util.Optional;

/** What a trace must be to be provable; the circuit enforces the same on its own. */
final class LedgerRules {

  private LedgerRules() {}

  /** The first rule the trace breaks, in words, or empty if it is a batch. */
  static Optional<String> flaw(LedgerTrace trace) {
    if (trace.transfers().isEmpty()) {
      return Optional.of("there is no transfer");
    }
    long distinct = trace.accounts().stream().map(Account::addressNumber).distinct().count();
    if (distinct < trace.accounts().size()) {
      return Optional.of("an address occurs twice");
    }
    return balanceFlaw(trace);
  }

  private static Optional<String> balanceFlaw(LedgerTrace trace) {
    BigInteger[] balances =
        trace.accounts().stream().map(Account::balance).toArray(BigInteger[]::new);
    for (int i = 0; i < trace.transfers().size(); i++) {
      Transfer transfer = trace.transfers().get(i);
      balances[transfer.from()] = balances[transfer.from()].subtract(transfer.amount());
      if (balances[transfer.from()].signum() < 0) {
        return Optional.of("transfer " + i + " takes the sender's balance below zero");
      }
      balances[transfer.to()] = balances[transfer.to()].add(transfer.amount());
      if (balances[transfer.to()].bitLength() > LedgerTrace.AMOUNT_BITS) {
        return Optional.of("transfer " + i + " takes the receiver's balance to 2^128 or above");
      }
    }
    return Optional.empty();
  }
}
