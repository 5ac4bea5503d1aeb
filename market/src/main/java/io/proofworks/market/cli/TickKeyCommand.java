package io.proofworks.market.cli;

import io.proofworks.market.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code proofworks tick-key}: the key that tickers sign with. */
@Command(
    name = "tick-key",
    description =
        "Makes the key that tickers sign with, unless the file is there, and prints its public"
            + " side, which is the policy's tickKey.")
final class TickKeyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "Every ticker needs the same one.")
  private Path file;

  private final Console console;

  TickKeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.print("0x" + KeyFile.madeOnce(file) + "\n");
    return ExitCodes.OK;
  }
}
