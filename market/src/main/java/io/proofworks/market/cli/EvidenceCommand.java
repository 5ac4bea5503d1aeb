package io.proofworks.market.cli;

import io.proofworks.market.evidence.Evidence;
import io.proofworks.market.evidence.EvidenceCheck;
import io.proofworks.market.evidence.EvidenceException;
import io.proofworks.market.evidence.EvidenceFile;
import io.proofworks.market.evidence.EvidenceSearch.Found;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code proofworks evidence}: that a receipt or a withdrawal was applied, and that enough
 * witnesses saw it, for whoever executes or pays out only then.
 */
abstract class EvidenceCommand implements Callable<Integer> {

  /** The command with those below it. */
  static CommandLine tree(Console console) {
    return new CommandLine(new Group())
        .addSubcommand(new OfReceipt(console))
        .addSubcommand(new OfStake(console))
        .addSubcommand(new Check(console));
  }

  @Command(
      name = "evidence",
      description =
          "Shows that the market applied a receipt or a stake and that enough witnesses saw it: to"
              + " ask for before money leaves.",
      subcommands = CommandLine.HelpCommand.class)
  private static final class Group {}

  /** A batch's end. */
  @Command(name = "receipt", description = "Of the receipt of a batch.")
  static final class OfReceipt extends EvidenceCommand {

    @Parameters(paramLabel = "BATCH", description = "Id of the batch.")
    private String batch;

    OfReceipt(Console console) {
      super(console);
    }

    @Override
    WitnessedOptions.Look look() {
      String id = Hash32.tryParse(batch).orElseThrow(() -> wrong("BATCH", 64)).hex();
      return search -> search.receipt(id);
    }
  }

  /** Money in or out. */
  @Command(name = "stake", description = "Of a withdrawal, or a deposit.")
  static final class OfStake extends EvidenceCommand {

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "0x and 40 hex digits.")
    private String account;

    @Parameters(
        index = "1",
        paramLabel = "REFERENCE",
        description = "That the record was written with.")
    private String reference;

    OfStake(Console console) {
      super(console);
    }

    @Override
    WitnessedOptions.Look look() {
      String address = Address.tryParse(account).orElseThrow(() -> wrong("ACCOUNT", 40)).hex();
      return search -> search.stake(address, reference);
    }
  }

  @Mixin private MarketOptions market;
  @Mixin private WitnessOptions witnesses;
  @Mixin private WitnessedOptions witnessed;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Until it is there and enough have seen it (default ${DEFAULT-VALUE}).")
  private int wait;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to put the evidence, for evidence check (default: standard output).")
  private @Nullable Path out;

  private final Console console;

  private EvidenceCommand(Console console) {
    this.console = console;
  }

  abstract WitnessedOptions.Look look();

  @Override
  public Integer call() throws IOException {
    DevCommand.require("--wait", wait, 0, 86_400);
    WitnessedOptions.Look look = look();
    Witnesses needed = witnesses.required(market.settings());
    Found found = witnessed.await(market, needed, look, Duration.ofSeconds(wait), console);
    return switch (found) {
      case Found.NotYet(String why) -> {
        console.say(Style.BAD, why);
        yield ExitCodes.FAILED;
      }
      case Found.Whole(Evidence evidence, EvidenceCheck.Shown shown) -> {
        write(EvidenceFile.write(evidence));
        yield said(console, shown);
      }
    };
  }

  private void write(String text) throws IOException {
    if (out == null) {
      console.print(text);
    } else {
      Files.writeString(out, text);
    }
  }

  static int said(Console console, EvidenceCheck.Shown shown) {
    console.say(Style.GOOD, shown.what() + ": applied, and seen by " + shown.witnesses());
    return ExitCodes.OK;
  }

  /** Does not say what it was: it may be a key. */
  private static CommandException wrong(String name, int digits) {
    return new CommandException(
        ExitCodes.USAGE, name + " is 0x and " + digits + " lower-case hex digits");
  }

  /** Asks nobody. */
  @Command(
      name = "check",
      description =
          "Checks evidence that somebody gave, by the market's domain and the keys of witnesses"
              + " alone.")
  static final class Check implements Callable<Integer> {

    @Mixin private MarketOptions market;
    @Mixin private WitnessOptions witnesses;

    @Parameters(paramLabel = "FILE", description = "That evidence receipt or stake wrote.")
    private Path file;

    private final Console console;

    Check(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      Witnesses needed = witnesses.required(market.settings());
      if (Files.size(file) > EvidenceFile.MAX_BYTES) {
        throw new CommandException(
            ExitCodes.USAGE, file + ": evidence has at most " + EvidenceFile.MAX_BYTES + " bytes");
      }
      Evidence evidence = EvidenceFile.read(Files.readString(file));
      try {
        return said(console, new EvidenceCheck(market.domain(), needed).check(evidence));
      } catch (EvidenceException e) {
        console.say(Style.BAD, "it shows nothing: " + e.getMessage());
        return ExitCodes.FAILED;
      }
    }
  }
}
