package io.proofworks.market.cli;

import io.proofworks.embedded.EmbeddedStartException;
import io.proofworks.market.local.PartEndedException;
import io.proofworks.market.terminal.Console;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.SigningException;
import io.proofworks.runtime.AdminException;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import io.proofworks.worker.EnvironmentDefaults;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, and how their failures are told: one line and the way out, never a stack trace. */
public final class CommandTree {

  @Command(
      name = "proofworks",
      mixinStandardHelpOptions = true,
      scope = CommandLine.ScopeType.INHERIT,
      version = "proofworks 0.1.0",
      description = "An open settlement market for zero-knowledge proofs on Apache Kafka.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done",
        "1:what was asked for did not come out",
        "2:the command line or a setting is wrong",
        "3:something it needs is missing or unreachable",
        "70:a defect of ours"
      },
      subcommands = {CommandLine.HelpCommand.class})
  private static final class Root {}

  private CommandTree() {}

  /** Runs a command line and returns its exit code. */
  public static int run(Console console, String... args) {
    CommandLine line = of(console);
    return args.length == 0 ? line.execute("--help") : line.execute(args);
  }

  /** The commands, to run or to describe. */
  public static CommandLine of(Console console) {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(new DemoCommand(console));
    line.addSubcommand(new DevCommand(console));
    line.addSubcommand(new SubmitCommand(console));
    line.addSubcommand(new StakeCommand.Deposit(console));
    line.addSubcommand(new StakeCommand.Withdraw(console));
    line.addSubcommand(new PolicyCommand(console));
    line.addSubcommand(new JournalKeyCommand(console));
    line.addSubcommand(new TickKeyCommand(console));
    line.addSubcommand(new TopicsCommand(console));
    line.addSubcommand(new DoctorCommand(console));
    line.addSubcommand(
        new CommandLine(new AuditCommand(console)).addSubcommand(new ExportCommand(console)));
    line.addSubcommand(new WitnessCommand(console));
    line.addSubcommand(EvidenceCommand.tree(console));
    line.addSubcommand(new StoryCommand.OfBatch(console));
    line.addSubcommand(new StoryCommand.OfTask(console));
    line.addSubcommand(new ProverCommand(console));
    line.addSubcommand(new QueryCommand(console));
    line.addSubcommand(withSettings(new RunCommand()));
    line.setDefaultValueProvider(new EnvironmentDefaults());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((e, command, parsed) -> explain(console, e));
    line.setParameterExceptionHandler((e, given) -> misused(console, e));
    line.setOut(console.writer());
    return line;
  }

  /** What it does not know are settings of the process that it runs, which knows them. */
  private static CommandLine withSettings(RunCommand command) {
    return new CommandLine(command).setUnmatchedOptionsArePositionalParams(true);
  }

  private static int misused(Console console, CommandLine.ParameterException e) {
    console.say(Console.Style.BAD, String.valueOf(e.getMessage()));
    console.say("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCodes.USAGE;
  }

  static int explain(Console console, Exception failure) {
    console.say(Console.Style.BAD, said(failure));
    return switch (failure) {
      case CommandException e -> e.exitCode();
      case PartEndedException e -> e.exitCode();
      case IllegalArgumentException e -> ExitCodes.USAGE;
      case SettingsException e -> ExitCodes.USAGE;
      case EmbeddedStartException e -> ExitCodes.UNAVAILABLE;
      case java.io.IOException e -> ExitCodes.UNAVAILABLE;
      case AdminException e -> ExitCodes.UNAVAILABLE;
      case ExternalServiceException e -> ExitCodes.UNAVAILABLE;
      case SigningException e -> ExitCodes.UNAVAILABLE;
      case KafkaException e -> ExitCodes.UNAVAILABLE;
      default -> {
        LoggerFactory.getLogger(CommandTree.class).debug("defect", failure);
        yield ExitCodes.INTERNAL;
      }
    };
  }

  private static String said(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return "this principal may not do that ("
            + failure.getMessage()
            + "); proofworks topics acls lists who may do what";
      }
    }
    return switch (failure) {
      case java.nio.file.NoSuchFileException e -> "no such file: " + e.getFile();
      case java.io.IOException e -> e.getClass().getSimpleName() + ": " + e.getMessage();
      case ExternalServiceException e ->
          "the program of " + Setting.EXTERNAL_COMMAND.settingName() + ", " + e.getMessage();
      default -> failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    };
  }
}
