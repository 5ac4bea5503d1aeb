package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects transfers between addresses; an account's leaf is the order in which it was first named.
 */
final class TraceBuilder {

  private final Map<BigInteger, Integer> indexes = new HashMap<>();
  private final List<Account> accounts = new ArrayList<>();
  private final List<Transfer> transfers = new ArrayList<>();

  int transfers() {
    return transfers.size();
  }

  void account(Account account) {
    if (indexes.putIfAbsent(account.addressNumber(), accounts.size()) != null) {
      throw new IllegalArgumentException("account named twice: " + account);
    }
    accounts.add(account);
  }

  void transfer(byte[] from, byte[] to, BigInteger amount) {
    transfers.add(new Transfer(index(from), index(to), amount));
  }

  private int index(byte[] address) {
    Account fresh = new Account(address, BigInteger.ZERO);
    Integer known = indexes.putIfAbsent(fresh.addressNumber(), accounts.size());
    if (known != null) {
      return known;
    }
    accounts.add(fresh);
    return accounts.size() - 1;
  }

  LedgerTrace withGivenBalances() {
    return new LedgerTrace(accounts, transfers);
  }

  /** Gives each account what its lowest point would lack had it started from nothing. */
  LedgerTrace withSmallestBalances() {
    BigInteger[] balance = filled();
    BigInteger[] lowest = filled();
    for (Transfer transfer : transfers) {
      balance[transfer.from()] = balance[transfer.from()].subtract(transfer.amount());
      lowest[transfer.from()] = lowest[transfer.from()].min(balance[transfer.from()]);
      balance[transfer.to()] = balance[transfer.to()].add(transfer.amount());
    }
    List<Account> funded = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      funded.add(new Account(accounts.get(i).address(), lowest[i].negate()));
    }
    return new LedgerTrace(funded, transfers);
  }

  private BigInteger[] filled() {
    BigInteger[] zeros = new BigInteger[accounts.size()];
    Arrays.fill(zeros, BigInteger.ZERO);
    return zeros;
  }
}
