package io.proofworks.market.cli;

import io.proofworks.market.audit.AuditProgress;
import io.proofworks.market.terminal.Console;

/** Tells how far an audit is: a line that is redrawn on a terminal, elsewhere one now and then. */
final class ProgressLine implements AuditProgress {

  private static final long REDRAWN_NS = 200_000_000L;
  private static final long SAID_NS = 10_000_000_000L;

  private final Console console;
  private long last = System.nanoTime();

  ProgressLine(Console console) {
    this.console = console;
  }

  @Override
  public void at(String what, long done, long of) {
    long now = System.nanoTime();
    if (now - last < (console.isTerminal() ? REDRAWN_NS : SAID_NS)) {
      return;
    }
    last = now;
    String line = "%d of %d %s".formatted(done, of, what);
    if (console.isTerminal()) {
      console.redraw(line);
    } else {
      console.say(line);
    }
  }
}
