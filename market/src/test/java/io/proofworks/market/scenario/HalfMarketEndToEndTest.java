package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.Console;
import io.proofworks.market.cli.ExitCodes;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.PartEndedException;
import io.proofworks.market.local.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market of which a part cannot live is none: what started it ends, and says why. */
final class HalfMarketEndToEndTest {

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
}
