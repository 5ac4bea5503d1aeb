package io.proofworks.market.cli;

import io.proofworks.market.local.Operator;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.market.terminal.Money;
import io.proofworks.protocol.Address;
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

/**
 * {@code proofworks deposit}: stake for an account, written where a bridge to a chain would write
 * it. Only who may write {@code market.stakes} can do this.
 */
@Command(
    name = "deposit",
    description =
        "Gives an account stake, as the operator of a market without a chain does: a prover or"
            + " aggregator of your own needs some before it gets work.")
final class DepositCommand implements Callable<Integer> {

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
      description = "Names the deposit: one with the same account and reference counts once.")
  private @Nullable String reference;

  @Option(
      names = "--new-keys",
      description = "Makes the keys if there are none at that path, in a directory that is there.")
  private boolean newKeys;

  private final Console console;

  DepositCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    long units = units(); // before keys are made for a command that is wrong
    String address = address();
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
      input = operator.deposit(address, units, "command/" + name(address)).hex();
      Instant until = Instant.now().plus(PATIENCE);
      while (!answers.containsKey(input) && Instant.now().isBefore(until)) {
        log.poll(POLL);
      }
    }
    return said(answers.getOrDefault(input, ""), address, units);
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

  private String name(String address) {
    return reference == null ? UUID.randomUUID().toString() : reference + "/" + address;
  }

  private String address() throws IOException {
    if (account.contains("/")) {
      Path keys = Path.of(account);
      if (!newKeys && !WorkerKeys.areIn(keys)) {
        throw new CommandException(
            ExitCodes.USAGE, "no keys in " + keys + "; --new-keys makes them, if it is no mistake");
      }
      return WorkerKeys.loadOrCreate(keys).id().hex();
    }
    try {
      return Address.parse(account).hex();
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          "ACCOUNT "
              + account
              + ": "
              + e.getMessage()
              + "; a directory of keys has a slash, as in ./keys");
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

  private int said(String reason, String address, long units) {
    if (reason.equals(Reason.ACCEPTED.name())) {
      console.say(Style.GOOD, Money.format(units) + " deposited for " + address);
      return ExitCodes.OK;
    }
    if (reference != null && reason.equals(Reason.DUPLICATE.name())) {
      console.say("the deposit " + reference + " was made before");
      return ExitCodes.OK;
    }
    console.say(
        Style.BAD,
        reason.isEmpty() ? "no answer yet: is settlement running?" : "refused: " + reason);
    return ExitCodes.FAILED;
  }
}
