package io.proofworks.market.cli;

import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Console.Style;
import io.proofworks.protocol.Role;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proofworks dev}: a market with honest workers that runs until it is told to stop. */
@Command(
    name = "dev",
    description = "Runs a market with honest workers in this process until Ctrl-C or SIGTERM.")
final class DevCommand implements Callable<Integer> {

  private static final int MOST = 64;
  private static final int TRANSFERS_PER_PROOF = 2;
  private static final long LONGEST_STOP_S = 60;

  @Mixin private LocalOptions local;

  @Option(
      names = "--provers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Honest provers, 0 to 64 (default ${DEFAULT-VALUE}).")
  private int provers;

  @Option(
      names = "--aggregators",
      paramLabel = "M",
      defaultValue = "1",
      description = "Honest aggregators, 0 to 64 (default ${DEFAULT-VALUE}).")
  private int aggregators;

  @Option(
      names = "--depth",
      paramLabel = "D",
      defaultValue = "8",
      description = "Levels of the account tree, 8 to 20; a batch has at most 2^D accounts.")
  private int depth;

  private final Console console;

  DevCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--provers", provers, 0, MOST);
    require("--aggregators", aggregators, 0, MOST);
    require("--depth", depth, 8, 20);
    LocalMarketSettings settings =
        local.settings(
            List.of(new LedgerBackend.Size(depth, TRANSFERS_PER_PROOF)), Path.of("data"));
    Files.createDirectories(settings.dataDir());
    console.say(Style.FAINT, LocalOptions.NOT_FOR_PRODUCTION);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> end(stop, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      run(settings, stop);
      console.say("stopped");
      return ExitCodes.OK;
    } finally {
      stopped.countDown();
      if (stop.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    }
  }

  private void run(LocalMarketSettings settings, CountDownLatch stop)
      throws IOException, InterruptedException {
    Path note = settings.dataDir().resolve(MarketOptions.FILE);
    try (LocalMarket market = LocalMarket.start(settings, crew(), local.progress(console))) {
      MarketOptions.note(
          settings.dataDir(),
          market.broker().bootstrapServers(),
          market.broker().registryUrl(),
          market.apiUrl(),
          SigningKey.publicKey(settings.journalKey()));
      local.sayWhere(console, market);
      console.say(Style.GOOD, "running on " + settings.dataDir() + "; stop it with Ctrl-C");
      while (!stop.await(1, TimeUnit.SECONDS)) {
        market.requireWell();
      }
      Files.deleteIfExists(note);
      console.say("stopping");
    } finally {
      Files.deleteIfExists(note);
    }
  }

  private List<Member> crew() {
    return Stream.concat(
            several("prover", Role.PROVER, provers),
            several("aggregator", Role.AGGREGATOR, aggregators))
        .toList();
  }

  private static Stream<Member> several(String name, Role role, int count) {
    Hardware hardware = new Hardware("cpu", "local", "local", "worker/0.1");
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> Member.honest(name + "-" + i, Set.of(role), hardware));
  }

  /** Lets the main thread close everything, and ends with success: this is how it is to end. */
  private static void end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      boolean clean = stopped.await(LONGEST_STOP_S, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(clean ? ExitCodes.OK : ExitCodes.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void require(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new CommandException(
          ExitCodes.USAGE, option + " is " + least + " to " + most + ", not " + value);
    }
  }
}
