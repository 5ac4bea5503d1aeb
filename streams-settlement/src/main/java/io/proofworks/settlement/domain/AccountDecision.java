package io.proofworks.settlement.domain;

import java.util.List;

/** The account afterwards, and what follows. */
public record AccountDecision(AccountCase next, List<AccountEffect> effects) {

  public AccountDecision {
    effects = List.copyOf(effects);
  }
}
