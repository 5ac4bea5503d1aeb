package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  private static final String SECRET = "5e".repeat(32);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw-rw-rw-", "r-----r--"})
  void shouldRefuseAFileThatOthersMayReadAndSayWhatMendsIt(String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("a.key"), SECRET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> SecretFile.read(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageContaining(permissions)
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void shouldReadAFileThatIsOurs(String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("a.key"), SECRET + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThat(SecretFile.read(file)).isEqualTo(SECRET);
  }

  @Test
  void shouldMakeAFileThatNobodyElseMayRead() throws IOException {
    Path file = directory.resolve("a.key");

    SecretFile.create(file, SECRET);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretFile.read(file)).isEqualTo(SECRET);
    assertThat(directory).isDirectoryContaining(one -> one.equals(file));
  }

  @Test
  void shouldNotMakeADirectoryForAMistypedPath() {
    Path mistyped = directory.resolve("secrest").resolve("a.key");

    assertThatThrownBy(() -> SecretFile.create(mistyped, SECRET))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("directory");

    assertThat(mistyped.getParent()).doesNotExist();
  }
}
