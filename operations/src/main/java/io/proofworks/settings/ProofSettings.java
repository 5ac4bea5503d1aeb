package io.proofworks.settings;

import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.circom.PtauFile;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.external.ExternalService;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.snarkpack.PowersOfTau;
import io.proofworks.proofs.snarkpack.ReferenceString;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * The proof systems and aggregation schemes of a market, as the settings of a process have them.
 */
public final class ProofSettings {

  /** Of SnarkPack, whatever a ceremony allows. */
  private static final int MOST_CHILDREN = 8192;

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private ProofSettings() {}

  /**
   * The standard ones, an external system if one is named, and SnarkPack under the string of two
   * ceremonies if they are named. Takes the time that the external program and the checks of the
   * ceremonies take.
   *
   * @throws SettingsException naming the setting that is wrong
   */
  public static VerifierRegistry registry(LayeredSettings settings) {
    VerifierRegistry standard = VerifierRegistry.standard();
    VerifierRegistry joined =
        settings
            .find(Setting.EXTERNAL_COMMAND)
            .map(command -> joining(standard, command))
            .orElse(standard);
    return settings
        .find(Setting.SNARKPACK_CEREMONIES)
        .map(ProofSettings::string)
        .map(string -> joined.with(registry -> SnarkPackScheme.of(registry, string, CORES)))
        .orElse(joined);
  }

  private static VerifierRegistry joining(VerifierRegistry standard, String command) {
    try {
      return ExternalProofSystem.joining(standard, ExternalService.of(command));
    } catch (ExternalServiceException e) {
      throw wrong(Setting.EXTERNAL_COMMAND, e);
    }
  }

  private static ReferenceString string(String files) {
    List<String> names = List.of(files.split(",", -1));
    if (names.size() != 2) {
      throw new SettingsException(
          Setting.SNARKPACK_CEREMONIES.settingName() + " is \"" + files + "\": two files, a comma");
    }
    try (Workers workers = Workers.of(CORES)) {
      return ReferenceString.of(
          powers(names.getFirst()), powers(names.getLast()), workers, new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw wrong(Setting.SNARKPACK_CEREMONIES, e);
    }
  }

  private static PowersOfTau powers(String name) {
    Path file = Path.of(name.strip());
    try {
      return PtauFile.parse(Files.readAllBytes(file), MOST_CHILDREN);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static SettingsException wrong(Setting setting, Exception cause) {
    return new SettingsException(setting.settingName() + ": " + cause.getMessage());
  }
}
