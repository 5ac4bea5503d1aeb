package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LayeredSettingsTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(value = Setting.class, mode = EnumSource.Mode.EXCLUDE, names = "CONFIG")
  void shouldBeReadFromEveryLayer(Setting setting) throws IOException {
    String name = setting.settingName();
    Path file = Files.writeString(directory.resolve("settings"), name + "=file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> env = Map.of(setting.variable(), "env");

    if (!name.endsWith("password")) {
      assertThat(LayeredSettings.load(new String[] {"--" + name, "flag"}, Map.of()).said(setting))
          .contains("flag");
      assertThat(
              LayeredSettings.load(new String[] {"--" + name.replace('.', '-') + "=flag"}, Map.of())
                  .said(setting))
          .contains("flag");
    }
    assertThat(LayeredSettings.load(new String[0], env).said(setting)).contains("env");
    String[] config = {"--config=" + file};
    assertThat(LayeredSettings.load(config, Map.of()).said(setting)).contains("file");
    assertThat(LayeredSettings.load(config, env).said(setting)).contains("env");
    Map<String, String> flags = Map.of(name, "flag", "config", file.toString());
    assertThat(LayeredSettings.load(flags, env).said(setting)).contains("flag");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void shouldHaveADefaultThatItTakes(Setting setting) {
    if (setting.isNumber()) {
      assertThat(LayeredSettings.of(Map.of()).number(setting))
          .isBetween(setting.least(), setting.most());
    } else {
      assertThat(LayeredSettings.of(Map.of()).find(setting)).isEqualTo(setting.fallback());
    }
  }

  @Test
  void shouldPassOnWhatKafkasClientsAreTold() {
    LayeredSettings settings =
        LayeredSettings.load(
            Map.of("kafka.sasl.mechanism", "PLAIN"),
            Map.of("PROOFWORKS_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"));

    assertThat(Connection.of(settings).clientSettings())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("bootstrap.servers", "localhost:9092");
  }

  @Test
  void shouldNameANumberOutOfItsRangeBeforeAnybodyAsksForIt() {
    LayeredSettings wrong = LayeredSettings.of(Map.of("state.cache.bytes", "-1", "threads", "2"));
    LayeredSettings right = LayeredSettings.of(Map.of("threads", "2"));

    assertThatThrownBy(wrong::withNumbersInRange)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("state.cache.bytes is -1; a number from 0");
    assertThat(right.withNumbersInRange()).isSameAs(right);
  }

  @Test
  void shouldNotShowSecrets() {
    LayeredSettings settings =
        LayeredSettings.of(
            Map.of(
                "kafka.sasl.jaas.config", "a-secret",
                "registry.user", "me",
                "registry.password", "a-secret"));

    assertThat(settings.toString() + Connection.of(settings)).doesNotContain("a-secret");
  }

  @Test
  void shouldTakeTheWeakerLayerForWhatWasNotSaid() {
    LayeredSettings settings =
        LayeredSettings.of(Map.of("threads", "2")).over(Map.of("threads", "3", "partitions", "8"));

    assertThat(settings.number(Setting.THREADS)).isEqualTo(2);
    assertThat(settings.number(Setting.PARTITIONS)).isEqualTo(8);
    assertThat(settings.millis(Setting.TICK_INTERVAL_MS)).isEqualTo(Duration.ofMillis(200));
  }

  @ParameterizedTest
  @CsvSource({
    "--thread=1, flag --thread is unknown",
    "--app.query.prot=1, flag --app.query.prot is unknown",
    "--threads, flag --threads has no value",
    "threads, argument threads is no flag",
    "--config=/no/such/file, settings file /no/such/file cannot be read",
  })
  void shouldNameWhatItCannotTake(String flag, String message) {
    assertThatThrownBy(() -> LayeredSettings.load(new String[] {flag}, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({"threads, 0", "threads, 1025", "threads, two", "http.port, 65536", "http.port, -1"})
  void shouldNameTheNumberThatIsNone(String name, String value) {
    Setting setting = Setting.find(name).orElseThrow();

    assertThatThrownBy(() -> LayeredSettings.of(Map.of(name, value)).number(setting))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(name + " is ");
  }

  @ParameterizedTest
  @CsvSource({
    "registry.url, registry:8081",
    "registry.url, ftp://registry",
    "registry.user, me",
    "registry.attempts, 0",
  })
  void shouldNameTheConnectionThatCannotBe(String name, String value) {
    assertThatThrownBy(() -> Connection.of(LayeredSettings.of(Map.of(name, value))))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(name);
  }
}
