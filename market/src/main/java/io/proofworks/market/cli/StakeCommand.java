package io.proofworks.market.cli;

import io.proofworks.market.local.Operator;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.market.terminal.Money;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Money in or out of an account, written where a bridge to a chain would write it. */
abstract class StakeCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  @Mixin private MarketOptions market;

  @Parameters(
      index = "0",
      paramLabel = "ACCOUNT",
      description =
          "Address (0x and 40 digits), or the path, with a slash in it, of a worker's or"
              + " requester's keys.")
  private String account;

  @Parameters(index = "1", paramLabel = "AMOUNT", description = "At most 6 decimals, above 0.")
  private String amount;

  @Option(
      names = "--reference",
      paramLabel = "TEXT",
      description = "Names it: what has the same account and reference counts once.")
  private @Nullable String reference;

  private final Console console;

  private StakeCommand(Console console) {
    this.console = console;
  }

  /** Writes it; what the answer calls its input by. */
  abstract Hash32 write(Operator operator, String address, long units, String name);

  /** What has happened then. */
  abstract String done();

  /** The address of those keys; a command that makes them does so now. */
  String address(Path keys) throws IOException {
    if (!WorkerKeys.areIn(keys)) {
      throw new CommandException(ExitCodes.USAGE, "no keys in " + keys);
    }
    return WorkerKeys.loadOrCreate(keys).id().hex();
  }

  @Override
  public Integer call() throws IOException {
    long units = units(); // before keys are made for a command that is wrong
    String address = address();
    String name = "command/" + (reference == null ? UUID.randomUUID() : reference) + "/" + address;
    Map<String, Object> kafka = market.kafka();
    MarketSerdes serdes = market.serdes();
    Map<String, String> answers = new HashMap<>();
    String input;
    try (LogReader log = answers(kafka, serdes, answers);
        Operator operator = new Operator(market.domain(), kafka, serdes)) {
      while (!log.caughtUp()) {
        log.poll(POLL);
      }
      answers.clear();
      input = write(operator, address, units, name).hex();
      Instant until = Instant.now().plus(PATIENCE);
      while (!answers.containsKey(input) && Instant.now().isBefore(until)) {
        log.poll(POLL);
      }
    }
    return said(answers.getOrDefault(input, ""), address, units, name);
  }

  /** Reasons by the digest of the stake that they answer. */
  private static LogReader answers(
      Map<String, Object> kafka, MarketSerdes serdes, Map<String, String> answers) {
    return LogReader.of(kafka, serdes)
        .on(
            Topics.VERDICTS,
            verdict -> {
              if (verdict.getKind().equals(VerdictKind.STAKE.name())) {
                answers.put(verdict.getInputDigest(), verdict.getReason());
              }
            })
        .fromBeginning();
  }

  private String address() throws IOException {
    if (account.contains("/")) {
      return address(Path.of(account));
    }
    try {
      return Address.parse(account).hex();
    } catch (IllegalArgumentException e) {
      throw new CommandException( // not what was given: it may be a key
          ExitCodes.USAGE,
          "ACCOUNT is an address, 0x and 40 hex digits, or a directory of keys, which has a slash,"
              + " as in ./keys");
    }
  }

  private long units() {
    try {
      long units = Money.parse(amount);
      if (units > 0) {
        return units;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // told below
    }
    throw new CommandException(
        ExitCodes.USAGE,
        "AMOUNT is above 0 with at most 6 decimals, for instance 100.5, not " + amount);
  }

  private int said(String reason, String address, long units, String name) {
    if (reason.equals(Reason.ACCEPTED.name())) {
      console.say(
          Style.GOOD,
          "%s %s %s, reference %s".formatted(Money.format(units), done(), address, name));
      return ExitCodes.OK;
    }
    if (reference != null && reason.equals(Reason.DUPLICATE.name())) {
      console.say(name + " was made before");
      return ExitCodes.OK;
    }
    console.say(
        Style.BAD,
        reason.isEmpty() ? "no answer yet: is settlement running?" : "refused: " + reason);
    return ExitCodes.FAILED;
  }

  /** Only who may write {@code market.stakes} can do this. */
  @Command(
      name = "deposit",
      description =
          "Gives an account stake, as the operator of a market without a chain does: a prover or"
              + " aggregator of your own needs some before it gets work.")
  static final class Deposit extends StakeCommand {

    @Option(
        names = "--new-keys",
        description =
            "Makes the keys if there are none at that path, in a directory that is there.")
    private boolean newKeys;

    Deposit(Console console) {
      super(console);
    }

    @Override
    String address(Path keys) throws IOException {
      if (newKeys) {
        return WorkerKeys.loadOrCreate(keys).id().hex();
      }
      try {
        return super.address(keys);
      } catch (CommandException none) {
        throw new CommandException(
            none.exitCode(), none.getMessage() + "; --new-keys makes them, if it is no mistake");
      }
    }

    @Override
    Hash32 write(Operator operator, String address, long units, String name) {
      return operator.deposit(address, units, name);
    }

    @Override
    String done() {
      return "deposited for";
    }
  }

  /** Likewise. */
  @Command(
      name = "withdraw",
      description = {
        "Takes free money out of an account, what was earned first, as the operator of a market"
            + " without a chain does.",
        "Whoever pays it out asks for evidence stake first, with the reference that this prints."
      })
  static final class Withdraw extends StakeCommand {

    Withdraw(Console console) {
      super(console);
    }

    @Override
    Hash32 write(Operator operator, String address, long units, String name) {
      return operator.withdraw(address, units, name);
    }

    @Override
    String done() {
      return "withdrawn from";
    }
  }
}
