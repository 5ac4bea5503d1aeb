package io.proofworks.market.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.ExitCodes;
import io.proofworks.market.foreign.NodeScripts;
import io.proofworks.market.local.Rollup;
import io.proofworks.market.local.WorkerFleet.Member;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.market.terminal.Console;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.domain.WorkerSettings.Hardware;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One export has the records of every rollup; {@code docs/examples/check.mjs} checks one, and an
 * audit one or all.
 */
final class RollupsLogCheckTest {

  private static final Path SCRIPT = Path.of("..", "docs", "examples", "check.mjs");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Hash32 SECOND = Hash32.parse("0x" + "5e".repeat(32));
  private static final Hardware HARDWARE = new Hardware("cpu", "test", "test", "worker/0.1");

  @TempDir private Path directory;

  @Test
  void shouldCheckTheRollupThatIsNamedAndAuditAll() throws Exception {
    NodeScripts node = NodeScripts.plain(directory, SCRIPT);
    Path export = directory.resolve("export.log.gz");
    String key = export(export);

    String first = checked(node, 0, export, key);
    String second = checked(node, 0, export, key, "--domain", SECOND.hex());
    String none = checked(node, 1, export, key, "--domain", Hash32.ZERO.hex());

    assertThat(first).contains("\"receipts\":1", "\"faults\":0").isNotEqualTo(second);
    assertThat(second).contains("\"receipts\":1", "\"faults\":0");
    assertThat(none).contains("there is nothing to check");
    auditEach(export, key);
  }

  /** Each with what was kept of it, and one that is named alone. */
  private void auditEach(Path export, String key) throws Exception {
    Path kept = directory.resolve("kept.txt");
    String from = "--from=" + export;
    String journalKey = "--journal-key=" + key;

    String all = audited(ExitCodes.OK, from, journalKey, "--all", "--keep=" + kept, "-o", "json");
    String again = audited(ExitCodes.OK, from, journalKey, "--all", "--since=" + kept);
    audited(ExitCodes.USAGE, from, journalKey, "--domain=" + SECOND.hex(), "--since=" + kept);
    audited(ExitCodes.USAGE, from, journalKey, "--domain=" + SECOND.hex(), "--all");
    Files.writeString(kept, Files.readString(kept).replace(SECOND.hex(), Hash32.ZERO.hex()));
    audited(ExitCodes.USAGE, from, journalKey, "--all", "--since=" + kept);

    JsonNode report = JsonMapper.builder().build().readTree(all);
    assertThat(report.path("clean").asBoolean()).isTrue();
    assertThat(report.findValuesAsText("domain"))
        .hasSize(2)
        .contains(SECOND.hex())
        .doesNotHaveDuplicates();
    assertThat(report.findValuesAsText("receipts")).containsExactly("1", "1");
    assertThat(again).contains("market");
  }

  private static String audited(int exit, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(out, true, UTF_8), System.err, Map.of(), false);
    List<String> command = new ArrayList<>(List.of("audit"));
    command.addAll(List.of(options));
    assertThat(CommandTree.run(console, command.toArray(String[]::new))).isEqualTo(exit);
    return out.toString(UTF_8);
  }

  private static String checked(NodeScripts node, int exit, Path export, String key, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(export.toString(), "--journal-key", key));
    arguments.addAll(List.of(more));
    NodeScripts.Outcome outcome = node.run(120, "check.mjs", arguments.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.output()).isEqualTo(exit);
    return outcome.output();
  }

  private String export(Path file) throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"))) {
      market.honestProver("ada");
      market.honestAggregator("noether");
      Rollup second = market.local().open(SECOND);
      second.fleet().start(Member.honest("bob", Set.of(Role.PROVER), HARDWARE));
      second.fleet().start(Member.honest("emmy", Set.of(Role.AGGREGATOR), HARDWARE));
      String there = second.requester().submit(market.order(2, TaskClass.STANDARD)).getBatchId();
      String here = market.submit(1, TaskClass.STANDARD).getBatchId();
      market.log().awaitReceipt(there, PATIENCE);
      market.log().awaitReceipt(here, PATIENCE);
      market.log().awaitRest(PATIENCE);
      Exports.write(market, file, directory);
      return HexFormat.of().formatHex(market.journalKey().orElseThrow());
    }
  }
}
