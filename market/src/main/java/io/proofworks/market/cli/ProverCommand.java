package io.proofworks.market.cli;

import io.proofworks.avro.ProverStanding;
import io.proofworks.market.terminal.Console;
import io.proofworks.market.terminal.Table;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code proofworks prover}: where provers stand. */
@Command(name = "prover", description = "Standing and balances of one prover or of all.")
final class ProverCommand implements Callable<Integer> {

  private static final List<String> FIELDS =
      List.of("proverId", "standing", "failuresInARow", "pausedUntil", "free", "reserved", "paid");

  @Mixin private MarketOptions market;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The id, or its beginning, in hex.")
  private @Nullable String id;

  private final Console console;

  ProverCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String wanted = id == null ? "" : StoryCommand.prefix(id);
    Map<String, ProverStanding> newest = new TreeMap<>();
    String domain = market.domain().hex();
    Map<String, Object> kafka = market.kafka();
    MarketOptions.readToEnd(
        LogReader.of(kafka, market.serdes())
            .on(
                Topics.PROVERS,
                standing -> {
                  if (standing.getDomain().equals(domain)) {
                    newest.put(standing.getProverId(), standing);
                  }
                }));
    newest.keySet().removeIf(key -> !key.replaceFirst("^0x", "").startsWith(wanted));
    if (id != null && newest.isEmpty()) {
      throw new CommandException(ExitCodes.FAILED, "the log knows no prover " + id);
    }
    List<List<String>> rows =
        newest.values().stream().map(s -> List.of(Row.cells(s, FIELDS))).toList();
    console.print(new Table(FIELDS, rows).format(output.format()));
    return ExitCodes.OK;
  }
}
