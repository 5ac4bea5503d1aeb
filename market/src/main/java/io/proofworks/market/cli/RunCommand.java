package io.proofworks.market.cli;

import io.proofworks.aggregation.AggregationApp;
import io.proofworks.metrics.MetricsApp;
import io.proofworks.runtime.TickerApp;
import io.proofworks.settlement.SettlementApp;
import io.proofworks.sharding.ShardingApp;
import io.proofworks.views.query.QueryApp;
import io.proofworks.worker.WorkerMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code proofworks run}: one process of a market that runs on a cluster. */
@Command(
    name = "run",
    description = {
      "Runs one process of a market on an existing cluster, until SIGTERM.",
      "Settings follow as --name=value, for instance --domain=0x... --bootstrap.servers=HOST:PORT; "
          + "or from the environment (PROOFWORKS_DOMAIN), or a file (--config=FILE)."
    })
final class RunCommand implements Callable<Integer> {

  /** What there is to run. */
  enum Process {
    SHARDING(ShardingApp::main),
    SETTLEMENT(SettlementApp::main),
    AGGREGATION(AggregationApp::main),
    METRICS(MetricsApp::main),
    QUERY(QueryApp::main),
    TICKER(TickerApp::main),
    WORKER(WorkerMain::main);

    private final Main main;

    Process(Main main) {
      this.main = main;
    }
  }

  /** Ends the JVM when it ends. */
  @FunctionalInterface
  private interface Main {
    void run(String[] settings) throws InterruptedException;
  }

  @Parameters(index = "0", paramLabel = "PROCESS", description = "${COMPLETION-CANDIDATES}")
  private Process process;

  @Parameters(index = "1..*", paramLabel = "--NAME=VALUE", description = "Settings.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    process.main.run(settings.toArray(String[]::new));
    return ExitCodes.OK;
  }
}
