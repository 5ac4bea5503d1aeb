package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import java.util.Map;
import java.util.TreeMap;

/**
 * An account with the holds that a request names.
 *
 * @param holds base units of each bond or escrow; 0 or absent when there is none
 */
public record AccountCase(AccountBook book, Map<Hash32, Long> holds) {

  public AccountCase {
    holds = Map.copyOf(holds);
  }

  long held(Hash32 id) {
    return holds.getOrDefault(id, 0L);
  }

  AccountCase with(AccountBook next) {
    return new AccountCase(next, holds);
  }

  AccountCase holding(Hash32 id, long amount) {
    Map<Hash32, Long> next = new TreeMap<>(holds);
    next.put(id, amount);
    return new AccountCase(book, next);
  }
}
