package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofSettingsTest {

  @TempDir private Path folder;

  /** Answers every question with its description, and leaves its process id. */
  private static final String PROGRAM =
      """
      echo $$ >> %s
      while read -r question; do
        id="${question##*:}"
        echo '{"proofSystem":"named","version":"v1","maxProofBytes":9,"key":"Bw==","scheme":"NAMED",'\
      '"maxFanIn":4,"mergeCostMillis":1,"id":'"${id%%%%\\}*}"'}'
      done
      """;

  private static ProofSettings settings(Setting setting, String value) {
    return ProofSettings.of(LayeredSettings.of(Map.of(setting.settingName(), value)));
  }

  private static VerifierRegistry registry(Setting setting, String value) {
    ProofSettings settings = settings(setting, value);
    settings.requireCeremonies();
    return settings.verifiers();
  }

  private ProofSettings external() throws IOException {
    Path script = folder.resolve("program.sh");
    Files.writeString(script, PROGRAM.formatted(folder.resolve("ids")));
    return settings(Setting.EXTERNAL_COMMAND, "sh " + script);
  }

  private List<ProcessHandle> started() throws IOException {
    Path ids = folder.resolve("ids");
    return Files.notExists(ids)
        ? List.of()
        : Files.readAllLines(ids).stream()
            .map(id -> ProcessHandle.of(Long.parseLong(id)).orElseThrow())
            .toList();
  }

  @Test
  void shouldHaveTheStandardSystemsWhenNothingIsSaid() {
    assertThat(ProofSettings.of(LayeredSettings.of(Map.of())).verifiers().systems())
        .isEqualTo(VerifierRegistry.standard().systems());
  }

  @Test
  void shouldNameTheSettingAndWhatIsWrongWithIt() throws IOException {
    Path notOne = Files.writeString(folder.resolve("not-one.ptau"), "zkey and more than that");

    assertThatThrownBy(() -> registry(Setting.EXTERNAL_COMMAND, "/no/such --thing"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("external.command")
        .hasMessageContaining("/no/such");
    assertThatThrownBy(() -> registry(Setting.SNARKPACK_CEREMONIES, "one.ptau"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("snarkpack.ceremonies")
        .hasMessageContaining("two files");
    assertThatThrownBy(() -> registry(Setting.SNARKPACK_CEREMONIES, "missing.ptau,b.ptau"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("missing.ptau cannot be read");
    assertThatThrownBy(() -> registry(Setting.SNARKPACK_CEREMONIES, notOne + "," + notOne))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("not-one.ptau: not a file of type ptau");
  }

  @Test
  void shouldStartAProgramWhenSystemsAreAskedForAndEndItWhenClosed() throws Exception {
    try (ProofSettings settings = external()) {
      assertThat(started()).isEmpty();

      assertThat(settings.verifiers().systems()).contains("named");
      assertThat(settings.verifiers()).isSameAs(settings.verifiers());

      List<ProcessHandle> started = started();
      assertThat(started).hasSize(1);
      settings.close();
      assertThat(started.getFirst().onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
    }
  }

  @Test
  void shouldStartNoSecondProgramForAnotherBeforeItIsAskedAnything() throws IOException {
    try (ProofSettings settings = external()) {
      var unused = settings.verifiers();
      try (ProofSettings another = settings.another()) {
        assertThat(another.verifiers().systems()).contains("named");
        assertThat(another.verifiers()).isNotSameAs(settings.verifiers());
      }
      assertThat(started()).hasSize(1);
    }
  }

  @Test
  void shouldReadCeremoniesOnlyForWhoeverAsksForSchemes() {
    VerifierRegistry registry =
        settings(Setting.SNARKPACK_CEREMONIES, "missing.ptau,b.ptau").verifiers();

    assertThat(registry.systems()).isEqualTo(VerifierRegistry.standard().systems());
    assertThatThrownBy(() -> AggregationSchemes.over(registry))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("missing.ptau cannot be read");
  }
}
