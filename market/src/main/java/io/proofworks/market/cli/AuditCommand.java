package io.proofworks.market.cli;

import io.proofworks.market.audit.Audit;
import io.proofworks.market.cli.Console.Style;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks audit}: settles everything again from the log and compares. */
@Command(
    name = "audit",
    description =
        "Replays the settlement journals from the log and compares verdicts and ledger; ends with"
            + " 1 on any difference.")
final class AuditCommand implements Callable<Integer> {

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;

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

  private final Console console;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    DevCommand.require("--partitions", partitions, 1, 10_000);
    Optional<byte[]> key = key();
    Map<String, Object> kafka = market.kafka();
    Audit.Result result = audited(kafka, key);
    said(result);
    Table table = Table.of("kind", "where", "detail");
    for (Audit.Finding finding : result.findings()) {
      table = table.row(finding.kind(), finding.where(), finding.detail());
    }
    console.print(table.format(output.format()));
    return end(result);
  }

  private Audit.Result audited(Map<String, Object> kafka, Optional<byte[]> key) {
    try (ProofSettings proofs = market.proofs()) {
      return Audit.run(
          kafka,
          new Audit.Scope(market.domain(), market.serdes(), proofs.verifiers(), partitions, key));
    } catch (Audit.MissingSystemException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          e.getMessage()
              + ": name the program that has it with "
              + Setting.EXTERNAL_COMMAND.settingName());
    }
  }

  private Optional<byte[]> key() {
    return Optional.ofNullable(journalKey).or(market::journalKey).map(AuditCommand::key);
  }

  private static byte[] key(String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new CommandException(
          ExitCodes.USAGE, "--journal-key " + hex + ": a public key has 64 hex digits");
    }
    return HexFormat.of().parseHex(hex);
  }

  private void said(Audit.Result result) {
    console.say(result.records() + " records read");
    result.entries().forEach((journal, n) -> console.say(journal + ": " + n + " entries replayed"));
    console.say(
        result.verdicts() + " verdicts and " + result.movements() + " movements derived again");
    console.say(result.checkpoints() + " checkpoints, roots and signatures");
    console.say(
        result.inputs()
            + " records for settlement, of which "
            + result.waiting()
            + " wait to be"
            + " applied");
  }

  private int end(Audit.Result result) {
    if (result.entries().isEmpty()) {
      console.say(Style.BAD, "there is no journal of this domain: nothing to audit");
      return ExitCodes.FAILED;
    }
    boolean clean = result.findings().isEmpty();
    console.say(
        clean ? Style.GOOD : Style.BAD,
        clean ? "no difference" : result.findings().size() + " differences");
    return clean ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
