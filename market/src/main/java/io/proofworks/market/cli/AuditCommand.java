package io.proofworks.market.cli;

import io.proofworks.market.audit.Audit;
import io.proofworks.market.audit.AuditReport;
import io.proofworks.market.audit.Checkpoints;
import io.proofworks.market.audit.DeploymentLog;
import io.proofworks.market.audit.KeptCheckpoints;
import io.proofworks.market.audit.LogFile;
import io.proofworks.market.audit.Span;
import io.proofworks.market.audit.TopicCover;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.market.terminal.Table;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
            + " 1 on any difference, and when there is nothing to audit.")
final class AuditCommand implements Callable<Integer> {

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;
  @Mixin private WitnessOptions witnesses;

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
      names = "--former-journal-key",
      paramLabel = "HEX@TIME",
      description =
          "A journal key that was replaced, and until when what it signed counts, like"
              + " 2026-01-31T12:00:00Z; may be given several times.")
  private List<String> formerKeys = List.of();

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Audits what audit export wrote, and asks no broker; domain, partitions and, unless it is"
              + " given, journal key are those of the file.")
  private @Nullable Path from;

  @Option(
      names = "--all",
      description = "Audits every market of the deployment that has a policy, and not one of them.")
  private boolean all;

  @Option(
      names = "--since",
      paramLabel = "FILE",
      description =
          "Checkpoints of an earlier audit, signed notes: a journal that does not continue them is"
              + " a difference.")
  private @Nullable Path since;

  @Option(
      names = "--keep",
      paramLabel = "FILE",
      description =
          "Where to keep the newest checkpoints for --since of the next audit; only written when"
              + " there is no difference.")
  private @Nullable Path keep;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "Where the log, and what is remembered of it, is put while it is gone through: about"
              + " four times as large as its export (default ${DEFAULT-VALUE}).")
  private Path workDir;

  private final Console console;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    DevCommand.require("--partitions", partitions, 1, Topics.MOST_PARTITIONS);
    List<String> kept = since == null ? List.of() : KeptCheckpoints.read(since);
    requireDirectory(workDir);
    if (all && market.named().isPresent()) {
      throw new CommandException(ExitCodes.USAGE, "--all and --domain: one of them");
    }
    ProgressLine progress = new ProgressLine(console);
    try (ProofSettings proofs = market.proofs()) {
      return from == null
          ? ofTheMarket(proofs, kept, progress)
          : ofTheFile(from, proofs, kept, progress);
    } catch (UnknownRulesException e) {
      throw new CommandException(
          ExitCodes.USAGE, e.getMessage() + ": audit it with a build that knows them");
    } catch (Audit.MissingSystemException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          e.getMessage()
              + ": %s and %s bring others"
                  .formatted(
                      Setting.EXTERNAL_COMMAND.settingName(),
                      Setting.SNARKPACK_CEREMONIES.settingName()));
    } finally {
      console.redraw("");
    }
  }

  private int ofTheMarket(ProofSettings proofs, List<String> kept, ProgressLine progress)
      throws IOException {
    Optional<byte[]> key = key(journalKey, market);
    Map<String, Object> kafka = market.kafka();
    Audit.Scope scope =
        new Audit.Scope(
            market.domain(),
            market.deployment(),
            market.serdes(),
            proofs.verifiers(),
            partitions,
            key,
            kept,
            witnesses.witnesses(market.settings()),
            formerKeys());
    try (DeploymentLog log = DeploymentLog.read(kafka, workDir, progress)) {
      return audit(log, scope, progress);
    }
  }

  /** Asks nobody; what the file says of itself may be a lie, so a key that is given counts. */
  private int ofTheFile(Path file, ProofSettings proofs, List<String> kept, ProgressLine progress)
      throws IOException {
    try (LogFile log = LogFile.open(file, workDir, progress)) {
      LogFile.Origin origin = log.origin();
      Optional<byte[]> key = Optional.ofNullable(journalKey).map(AuditCommand::key);
      if (key.isEmpty() && origin.journalKey().isPresent()) {
        console.say(
            Style.WARN, "the journal key is the one that the file names: give --journal-key");
      }
      Audit.Scope scope =
          new Audit.Scope(
              market.said(origin.domain()),
              origin.domain(),
              log.serdes(),
              proofs.verifiers(),
              origin.partitions(),
              key.or(origin::journalKey),
              kept,
              witnesses.witnesses(market.settings()),
              formerKeys());
      return audit(log.records(), scope, progress);
    }
  }

  private int audit(DeploymentLog log, Audit.Scope scope, ProgressLine progress)
      throws IOException {
    List<AuditReport> reports = new ArrayList<>();
    for (Audit.Scope one : all ? log.ofEach(scope) : List.of(scope)) {
      reports.add(new AuditReport(one, log.audit(one, progress)));
    }
    return end(reports);
  }

  static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new CommandException(ExitCodes.UNAVAILABLE, "no directory " + directory);
    }
  }

  /** The one that was said, else that of the local market. */
  static Optional<byte[]> key(@Nullable String said, MarketOptions market) {
    return Optional.ofNullable(said).or(market::journalKey).map(AuditCommand::key);
  }

  private List<Audit.FormerKey> formerKeys() {
    return formerKeys.stream().map(AuditCommand::formerKey).toList();
  }

  private static Audit.FormerKey formerKey(String said) {
    int at = said.indexOf('@');
    try {
      return new Audit.FormerKey(
          key("--former-journal-key", said.substring(0, Math.max(at, 0))),
          Instant.parse(said.substring(at + 1)).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw new CommandException(
          ExitCodes.USAGE, "--former-journal-key: until when? KEY@2026-01-31T12:00:00Z");
    }
  }

  private static byte[] key(String hex) {
    return key("--journal-key", hex);
  }

  static byte[] key(String option, String hex) {
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new CommandException(
          ExitCodes.USAGE, option + ": a public key has 64 hex digits, and this is none");
    }
    return HexFormat.of().parseHex(hex);
  }

  private int end(List<AuditReport> reports) throws IOException {
    int worst = ExitCodes.OK;
    for (AuditReport report : reports) {
      if (all) {
        console.say("market " + report.scope().domain().hex());
      }
      said(report.scope(), report.result());
      worst = Math.max(worst, verdict(report.result()));
    }
    console.print(text(reports));
    if (keep != null && worst == ExitCodes.OK) {
      KeptCheckpoints.write(keep, reports.stream().map(AuditReport::result).toList());
      console.say("checkpoints kept in " + keep);
    }
    return worst;
  }

  private String text(List<AuditReport> reports) {
    Table.Format format = output.format();
    if (format == Table.Format.JSON) {
      return all ? AuditReport.json(reports) : reports.getFirst().json();
    }
    return (all ? findings(reports) : findings(reports.getFirst().result())).format(format);
  }

  private static Table findings(Audit.Result result) {
    Table table = Table.of("kind", "where", "detail");
    for (Audit.Finding finding : result.findings()) {
      table = table.row(finding.kind(), finding.where(), finding.detail());
    }
    return table;
  }

  private static Table findings(List<AuditReport> reports) {
    Table table = Table.of("market", "kind", "where", "detail");
    for (AuditReport report : reports) {
      String market = report.scope().domain().hex();
      for (Audit.Finding finding : report.result().findings()) {
        table = table.row(market, finding.kind(), finding.where(), finding.detail());
      }
    }
    return table;
  }

  private void said(Audit.Scope scope, Audit.Result result) {
    console.say(
        "%d records read, %d partitions, up to %s"
            .formatted(
                result.records(), result.read().size(), Instant.ofEpochMilli(result.upTo())));
    result.read().stream().filter(span -> span.from() > 0).forEach(this::begins);
    result.entries().forEach((journal, n) -> console.say(journal + ": " + n + " entries replayed"));
    result.signed().forEach(this::signed);
    console.say(
        result.verdicts() + " verdicts and " + result.movements() + " movements derived again");
    console.say(
        result.checkpoints()
            + (scope.journalKey().isPresent()
                ? " checkpoints, roots and signatures"
                : " checkpoints, roots only: without --journal-key nobody knows who signed them"));
    if (!scope.kept().isEmpty()) {
      console.say(scope.kept().size() + " kept checkpoints compared");
    }
    console.say(
        result.inputs()
            + " records for settlement, of which "
            + result.waiting()
            + " wait to be"
            + " applied");
    if (result.torn() > 0) {
      console.say(
          result.torn()
              + " records were being written while they were read: what is missing about them is"
              + " left to the next audit");
    }
    compared(result);
  }

  private void compared(Audit.Result result) {
    Audit.Compared compared = result.compared();
    console.say(
        "%d messages between the sides, %d more on their way; %d child proofs and windows"
            .formatted(compared.messages(), compared.waiting(), compared.followUps()));
    console.say(
        "%d answers, %d tasks, %d jobs and ends of leases, %d receipts"
            .formatted(
                compared.answers(), compared.tasks(), compared.leases(), compared.receipts()));
    result.topics().stream()
        .filter(cover -> cover.how() == TopicCover.How.NOT_COVERED)
        .forEach(cover -> console.say(cover.topic() + " is not covered: " + cover.what()));
  }

  private void begins(Span span) {
    console.say(
        Style.WARN,
        "%s-%d begins at offset %d".formatted(span.topic(), span.partition(), span.from()));
  }

  private void signed(Checkpoints.Signed journal) {
    console.say(
        "%s: %d of %d entries signed for, the last from %s"
            .formatted(
                journal.journal(),
                journal.size(),
                journal.entries(),
                Instant.ofEpochMilli(journal.lastTime())));
  }

  private static String differences(Audit.Result result) {
    long found = result.found().values().stream().mapToLong(Long::longValue).sum();
    long more = found - result.findings().size();
    return found + " differences" + (more == 0 ? "" : ", of which " + more + " are not listed");
  }

  private int verdict(Audit.Result result) {
    if (result.entries().values().stream().allMatch(entries -> entries == 0)) {
      console.say(Style.BAD, "there is no journal of this domain: nothing to audit");
      return ExitCodes.FAILED;
    }
    boolean clean = result.clean();
    console.say(clean ? Style.GOOD : Style.BAD, clean ? "no difference" : differences(result));
    return clean ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
