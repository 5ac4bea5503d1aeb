package io.proofworks.market;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.terminal.Console;
import io.proofworks.operations.ProcessLog;

/** The command line. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("run")) {
      ProcessLog.configure(); // before anything is logged: it is a process, no command
    }
    System.exit(CommandTree.run(Console.system(), args));
  }
}
