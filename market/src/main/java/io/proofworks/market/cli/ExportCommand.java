package io.proofworks.market.cli;

import io.proofworks.market.audit.LogFile;
import io.proofworks.market.terminal.Console;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code proofworks audit export}: the whole log in one file. */
@Command(
    name = "export",
    description =
        "Writes everything on the market's topics, with the schemas that it takes to read it, into"
            + " one file for audit --from.")
final class ExportCommand implements Callable<Integer> {

  @Mixin private MarketOptions market;

  @Parameters(paramLabel = "FILE", description = "Replaced when the new one is whole.")
  private Path file;

  @Option(
      names = "--partitions",
      defaultValue = "" + Topics.PARTITIONS,
      description = "Of every topic of the market (default ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--journal-key",
      paramLabel = "HEX",
      description =
          "Public key that signs the journals' checkpoints, 64 hex digits (default: from"
              + " market.json in the data directory).")
  private @Nullable String journalKey;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where the log is put while it is read (default ${DEFAULT-VALUE}).")
  private Path workDir;

  private final Console console;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    DevCommand.require("--partitions", partitions, 1, Topics.MOST_PARTITIONS);
    Optional<byte[]> key = AuditCommand.key(journalKey, market);
    Map<String, Object> kafka = market.kafka();
    AuditCommand.requireDirectory(workDir);
    long records =
        LogFile.write(
            file,
            new LogFile.Origin(market.deployment(), partitions, key),
            kafka,
            market.registry(),
            workDir,
            new ProgressLine(console));
    console.redraw("");
    console.say(records + " records in " + file);
    return ExitCodes.OK;
  }
}
