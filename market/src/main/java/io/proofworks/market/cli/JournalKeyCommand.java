package io.proofworks.market.cli;

import io.proofworks.market.terminal.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code proofworks journal-key}: the key that settlement signs its journals' checkpoints with. */
@Command(
    name = "journal-key",
    description =
        "Makes the key that signs the journals' checkpoints, unless the file is there, and prints"
            + " its public side, which auditors give to audit --journal-key.")
final class JournalKeyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "Every settlement process needs the same one.")
  private Path file;

  private final Console console;

  JournalKeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    console.print(KeyFile.madeOnce(file) + "\n");
    return ExitCodes.OK;
  }
}
