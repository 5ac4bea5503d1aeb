package io.proofworks.market.cli;

import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.scenario.Demo;
import io.proofworks.market.scenario.DemoReport;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks demo}: a batch proved, cheated on, caught, aggregated and settled. */
@Command(
    name = "demo",
    description =
        "Starts a market in this process, lets honest workers and five adversaries loose on a real"
            + " batch, and reports what became of each.")
final class DemoCommand implements Callable<Integer> {

  @Mixin private LocalOptions local;
  @Mixin private OutputOptions output;

  @Mixin private TransferOptions transfers;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description = "Longest wait for a batch (default ${DEFAULT-VALUE}).")
  private int patience;

  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    LedgerTrace trace = transfers.trace();
    LocalMarketSettings settings =
        local.settings(List.of(new LedgerBackend.Size(LedgerWork.depth(trace), 2)));
    console.say(Style.FAINT, LocalOptions.NOT_FOR_PRODUCTION);
    try (LocalMarket market = LocalMarket.start(settings, List.of(), local.progress(console))) {
      local.sayWhere(console, market);
      Demo.Outcome outcome = new Demo(market, console, Duration.ofSeconds(patience)).play(trace);
      report(outcome.report());
      return end(outcome);
    }
  }

  private void report(DemoReport report) {
    for (DemoReport.Section section : report.sections()) {
      console.say("");
      console.say(Style.STRONG, section.title());
      console.print(section.table().format(output.format()));
    }
  }

  private int end(Demo.Outcome outcome) {
    console.say("");
    if (outcome.complete()) {
      console.say(Style.GOOD, "The batch is settled, and everybody who cheated has paid for it.");
      return ExitCodes.OK;
    }
    outcome.rollups().stream()
        .filter(end -> !end.isWell())
        .forEach(end -> console.say(Style.BAD, end.says()));
    if (outcome.isCaught()) {
      return ExitCodes.FAILED;
    }
    console.say(
        Style.BAD,
        outcome.settled()
            ? "The batch is settled, but not caught: "
                + outcome.notCaught()
                + ", and harmed without fault: "
                + outcome.harmed()
            : "The batch did not settle in time: try --patience with more seconds.");
    return ExitCodes.FAILED;
  }
}
