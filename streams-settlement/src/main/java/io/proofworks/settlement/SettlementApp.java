package io.proofworks.settlement;

import io.proofworks.runtime.StreamsRunner;

/** Settles tasks: commits, reveals, money and the journal. A process of its own. */
public final class SettlementApp {

  private SettlementApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(new SettlementApplication(), args);
  }
}
