package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  private static final String SECRET = "5e".repeat(32);
  private static final byte[] KEY = HexFormat.of().parseHex(SECRET);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw-rw-rw-", "r-----r--"})
  void shouldRefuseAFileThatOthersMayReadAndSayWhatMendsIt(String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("a.key"), SECRET);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> SecretFile.readKey(file))
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

    assertThat(SecretFile.readKey(file)).isEqualTo(KEY);
  }

  @Test
  void shouldLeaveOutBlanksAroundASecretAndNoLetterOfIt() throws IOException {
    Path file = directory.resolve("pin");
    Files.writeString(file, " \u00fc12 3\u00e9\r\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThat(SecretFile.read(file))
        .isEqualTo("\u00fc12 3\u00e9".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldMakeAFileThatNobodyElseMayRead() throws IOException {
    Path file = directory.resolve("a.key");

    SecretFile.createKey(file, KEY);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretFile.readKey(file)).isEqualTo(KEY);
    assertThat(directory).isDirectoryContaining(one -> one.equals(file));
  }

  @Test
  void shouldNotMakeADirectoryForAMistypedPath() {
    Path mistyped = directory.resolve("secrest").resolve("a.key");

    assertThatThrownBy(() -> SecretFile.createKey(mistyped, KEY))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("directory");

    assertThat(mistyped.getParent()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5e", "0x", "no key"})
  void shouldSayOfAFileWithoutAKeyNothingThatIsInIt(String text) throws IOException {
    Path file = ours(text + SECRET.substring(1));

    assertThatThrownBy(() -> SecretFile.readKey(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " holds no key of 64 hex digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "0x%s", " %s \r\n"})
  void shouldReadAKeyAsPeopleWriteThem(String form) throws IOException {
    assertThat(SecretFile.readKey(ours(form.formatted(SECRET.toUpperCase(Locale.ROOT)))))
        .isEqualTo(KEY);
  }

  private Path ours(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("some.key"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
