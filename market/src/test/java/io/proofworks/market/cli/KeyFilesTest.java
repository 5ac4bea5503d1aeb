package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.terminal.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command that takes a key: none reads one that others may read, none makes one by a slip.
 */
final class KeyFilesTest {

  private static final String SECRET = "5e".repeat(32);
  private static final String PUBLIC = "11".repeat(32);

  @TempDir private Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void writeKeys() throws IOException {
    for (String name : new String[] {"a.key", "requester/owner.key", "requester/session.key"}) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, SECRET);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private int run(String line) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String filled = line.replace("DIR", directory.toString()).replace("PUBLIC", PUBLIC);
    return CommandTree.run(new Console(out, out, Map.of(), false), filled.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal-key DIR/a.key",
        "tick-key DIR/a.key",
        "deposit DIR/requester 5",
        "deposit DIR/requester 5 --new-keys",
        "submit --data-dir DIR",
        "witness --name w --key DIR/a.key --state DIR/state --journal-key PUBLIC",
      })
  void shouldRefuseAKeyThatOthersMayRead(String line) {
    assertThat(run(line)).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCodes.USAGE);

    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("others may read it", "chmod 600 " + directory)
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal-key DIR/mistyped/a.key",
        "tick-key DIR/mistyped/a.key",
        "deposit DIR/mistyped 5",
        "deposit DIR/mistyped/keys 5 --new-keys",
        "submit --data-dir DIR/mistyped",
        "witness --name w --key DIR/mistyped/a.key --state DIR/state --journal-key PUBLIC",
      })
  void shouldMakeNoDirectoryForAMistypedPath(String line) {
    assertThat(run(line)).isNotZero();

    assertThat(said.toString(StandardCharsets.UTF_8)).contains("mistyped");
    assertThat(directory.resolve("mistyped")).doesNotExist();
  }

  @Test
  void shouldMakeNoKeyForARequesterThatHasNone() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data/requester"));

    assertThat(run("submit --data-dir DIR/data")).isEqualTo(ExitCodes.UNAVAILABLE);

    assertThat(said.toString(StandardCharsets.UTF_8)).contains("no requester keys", "--new-keys");
    assertThat(data).isEmptyDirectory();
  }
}
