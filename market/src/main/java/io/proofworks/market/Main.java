package io.proofworks.market;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.Console;

/** The command line. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(CommandTree.run(Console.system(), args));
  }
}
