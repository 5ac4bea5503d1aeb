package io.proofworks.settlement.processor;

import io.proofworks.runtime.AppSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/** The Ed25519 key that signs the checkpoints of the journals. */
public final class CheckpointKey {

  private static final int SEED_BYTES = 32;

  private CheckpointKey() {}

  /**
   * Reads the seed; empty when nothing is to be signed.
   *
   * @throws SettingsException if the file cannot be read or holds no seed
   */
  public static Optional<byte[]> seed(AppSettings settings) {
    return settings.own().find(Setting.JOURNAL_KEY_FILE).map(Path::of).map(CheckpointKey::read);
  }

  private static byte[] read(Path file) {
    try {
      byte[] seed = HexFormat.of().parseHex(Files.readString(file).strip());
      if (seed.length == SEED_BYTES) {
        return seed;
      }
    } catch (IOException e) {
      throw unusable(file, " cannot be read");
    } catch (IllegalArgumentException e) {
      // said below, without the secret
    }
    throw unusable(file, " holds no seed of 64 hex digits");
  }

  private static SettingsException unusable(Path file, String why) {
    return new SettingsException(Setting.JOURNAL_KEY_FILE.settingName() + ": " + file + why);
  }
}
