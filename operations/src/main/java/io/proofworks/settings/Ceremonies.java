package io.proofworks.settings;

import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.circom.PtauFile;
import io.proofworks.proofs.snarkpack.PowersOfTau;
import io.proofworks.proofs.snarkpack.ReferenceString;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SnarkPack's reference string from two files, read and checked when first asked for. */
final class Ceremonies {

  /** Of SnarkPack, whatever a ceremony allows. */
  private static final int MOST_CHILDREN = 8192;

  private final String files;
  private @Nullable ReferenceString string;

  /**
   * @param files two, with a comma between
   */
  Ceremonies(String files) {
    this.files = files;
  }

  /**
   * @throws SettingsException naming the setting and what is wrong with which file
   */
  synchronized ReferenceString string() {
    ReferenceString known = string;
    if (known == null) {
      known = read();
      string = known;
    }
    return known;
  }

  private ReferenceString read() {
    List<String> names = List.of(files.split(",", -1));
    if (names.size() != 2) {
      throw new SettingsException(
          Setting.SNARKPACK_CEREMONIES.settingName() + " is \"" + files + "\": two files, a comma");
    }
    try (Workers workers = Workers.of(Runtime.getRuntime().availableProcessors())) {
      return ReferenceString.of(
          powers(names.getFirst()), powers(names.getLast()), workers, new SecureRandom());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          Setting.SNARKPACK_CEREMONIES.settingName() + ": " + e.getMessage());
    }
  }

  private static PowersOfTau powers(String name) {
    Path file = Path.of(name.strip());
    try {
      return PtauFile.read(file, MOST_CHILDREN);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }
}
