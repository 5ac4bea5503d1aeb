package io.proofworks.settlement.processor;

import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/** The Ed25519 key that signs the checkpoints of the journals. */
public final class CheckpointKey {

  /** {@code app.} setting: file with the seed, 64 hex digits. Without it nothing is signed. */
  public static final String SETTING = "journal.key.file";

  private static final int SEED_BYTES = 32;

  private CheckpointKey() {}

  /**
   * Reads the seed.
   *
   * @throws SettingsException if the file cannot be read or holds no seed
   */
  public static Optional<byte[]> seed(AppSettings settings) {
    return Optional.ofNullable(settings.app().get(SETTING)).map(Path::of).map(CheckpointKey::read);
  }

  private static byte[] read(Path file) {
    try {
      byte[] seed = HexFormat.of().parseHex(Files.readString(file).strip());
      if (seed.length == SEED_BYTES) {
        return seed;
      }
    } catch (IOException e) {
      throw new SettingsException("app." + SETTING + ": " + file + " cannot be read");
    } catch (IllegalArgumentException e) {
      // said below, without the secret
    }
    throw new SettingsException("app." + SETTING + ": " + file + " holds no seed of 64 hex digits");
  }
}
