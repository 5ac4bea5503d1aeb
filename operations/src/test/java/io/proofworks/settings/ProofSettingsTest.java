package io.proofworks.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.VerifierRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofSettingsTest {

  @TempDir private Path folder;

  private static VerifierRegistry registry(Setting setting, String value) {
    return ProofSettings.registry(LayeredSettings.of(Map.of(setting.settingName(), value)));
  }

  @Test
  void shouldHaveTheStandardSystemsWhenNothingIsSaid() {
    assertThat(ProofSettings.registry(LayeredSettings.of(Map.of())).systems())
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
}
