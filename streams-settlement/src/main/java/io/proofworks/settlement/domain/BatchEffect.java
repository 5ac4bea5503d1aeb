package io.proofworks.settlement.domain;

import io.proofworks.runtime.journal.Consequence;

/** What a decision on a batch's money does to the world. */
public sealed interface BatchEffect extends Consequence {

  record AccountAsked(AccountRequest request) implements BatchEffect {
    @Override
    public String outcome() {
      return "asked|" + request.id().hex() + "|" + request.key();
    }
  }

  /** A record that says nothing which can be taken. */
  record Refused(String detail) implements BatchEffect {
    @Override
    public String outcome() {
      return "refused";
    }
  }
}
