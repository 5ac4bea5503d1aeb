package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.terminal.Console;
import io.proofworks.operations.ProcessLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With which key and which memory a witness does not begin. */
final class WitnessCommandTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... more) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String line =
        "witness --name w --key DIR/key --journal-key PUBLIC --state "
            + (more.length == 0 ? "DIR/state" : String.join(" ", more));
    String filled = line.replace("DIR", directory.toString()).replace("PUBLIC", "11".repeat(32));
    return CommandTree.run(new Console(out, out, Map.of(), false), filled.strip().split(" "));
  }

  private void putKey() throws IOException {
    Path key = Files.writeString(directory.resolve("key"), "5e".repeat(32));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  /** A disk that is not mounted, or a slip of the finger, must not make it forget. */
  @Test
  void shouldNotBeginAnewWithAKeyThatIsThereAlready() throws Exception {
    putKey();

    assertThat(run()).isEqualTo(ExitCodes.USAGE);

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("/state is not there", "--new-state");
    assertThat(directory.resolve("state")).doesNotExist();
  }

  /** Else it could stay in a unit's file, and the next loss of the state would be silent. */
  @Test
  void shouldNotBeginAnewWhereThereIsAState() throws Exception {
    putKey();
    Files.writeString(directory.resolve("state"), "");

    assertThat(run("DIR/state", "--new-state")).isEqualTo(ExitCodes.USAGE);

    assertThat(said.toString(StandardCharsets.UTF_8)).contains("/state is there");
  }

  @Test
  void shouldMakeNoKeyForAStateWithoutADirectory() {
    assertThat(run("DIR/mistyped/state")).isNotZero();

    assertThat(said.toString(StandardCharsets.UTF_8)).contains("mistyped");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldSayWhoHasTheState() throws Exception {
    putKey();
    try (ProcessLock held = ProcessLock.take(directory.resolve("state.lock"))) {
      assertThat(held).isNotNull();
      assertThat(run("DIR/state", "--new-state")).isEqualTo(ExitCodes.UNAVAILABLE);
    }

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("is in use by process " + ProcessHandle.current().pid());
  }

  @Test
  void shouldNotTakeAnythingForAState() throws Exception {
    putKey();
    Files.writeString(directory.resolve("state"), "{}");

    assertThat(run()).isEqualTo(ExitCodes.UNAVAILABLE);

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("is not the state of this witness", "its format is ''");
  }
}
