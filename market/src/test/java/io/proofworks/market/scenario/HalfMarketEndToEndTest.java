package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.ExitCodes;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.PartEndedException;
import io.proofworks.market.local.Progress;
import io.proofworks.market.terminal.Console;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market of which a part cannot live is none: what started it ends, and says why. */
final class HalfMarketEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void shouldEndWithTheCodeAndTheWayOutOfThePartThatCannotLive() throws Exception {
    Files.writeString(directory.resolve("state"), "no directory");
    LocalMarketSettings settings =
        LocalMarketSettings.at(directory, TestMarket.KEYS, TestMarket.SIZES, 10);

    assertThatThrownBy(() -> LocalMarket.start(settings, List.of(), Progress.SILENT).close())
        .isInstanceOfSatisfying(
            PartEndedException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE))
        .hasMessageContaining("STATE_UNUSABLE")
        .hasMessageContaining("state.dir");
  }

  @Test
  void shouldEndDevWithTheCodeOfThePartThatCannotLive() throws Exception {
    Files.writeString(directory.resolve("state"), "no directory");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);

    int exit =
        CommandTree.run(
            new Console(to, to, Map.of(), false),
            "dev",
            "--data-dir",
            directory.toString(),
            "--keys-dir",
            TestMarket.KEYS.toString());

    assertThat(exit).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("STATE_UNUSABLE");
  }

  @Test
  void shouldEndDevWithTheCodeOfThePartThatEndsWhileItRuns() throws Exception {
    try (ChildMarket market = ChildMarket.on(directory)) {
      letTimeBeForged(market.kafka());

      int exit = market.awaitEnd(PATIENCE);

      assertThat(exit).as(market.said()).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(market.said())
          .containsPattern("(settlement|query|metrics) has ended: UNFIT")
          .contains(Topics.REVEALS.name());
    }
  }

  /** From the next tick on: whoever reads the topic stops at a record that says its own time. */
  private static void letTimeBeForged(Map<String, Object> kafka) throws Exception {
    AlterConfigOp forgeable =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
            AlterConfigOp.OpType.SET);
    ConfigResource reveals = new ConfigResource(ConfigResource.Type.TOPIC, Topics.REVEALS.name());
    try (Admin admin = Admin.create(kafka)) {
      admin.incrementalAlterConfigs(Map.of(reveals, List.of(forgeable))).all().get();
    }
  }
}
