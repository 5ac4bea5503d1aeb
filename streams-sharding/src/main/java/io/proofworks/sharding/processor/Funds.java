package io.proofworks.sharding.processor;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.Turn;
import io.proofworks.sharding.domain.FreeMoney;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What is known of the free money of accounts, or was told of it; nothing of those that have none.
 */
final class Funds {

  private final StateMap<FreeMoney> accounts;

  private Funds(StateMap<FreeMoney> accounts) {
    this.accounts = accounts;
  }

  /** What is known. */
  static Funds known(ProcessingContext context) {
    return new Funds(
        new StateMap<>(context, Names.KNOWN_FUNDS, FormatSerdes.of(ShardingFormats.FREE_MONEY)));
  }

  /** What was told, by turns that came to their end. */
  static Funds told(Turn turn, ProcessingContext context) {
    return new Funds(
        new StateMap<>(
            turn, context, Names.TOLD_FUNDS, FormatSerdes.of(ShardingFormats.FREE_MONEY)));
  }

  FreeMoney of(String account) {
    return accounts.get(account).orElse(FreeMoney.NONE);
  }

  void put(String account, FreeMoney money) {
    if (money.equals(FreeMoney.NONE)) {
      accounts.remove(account);
    } else {
      accounts.put(account, money);
    }
  }
}
