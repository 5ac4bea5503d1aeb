package io.proofworks.runtime;

import io.proofworks.settings.SecretFile;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The seed of an Ed25519 key that a process of the market signs with, in a file. */
public final class KeySeed {

  private KeySeed() {}

  /**
   * Reads the seed, 32 bytes, from the file that a setting names; empty when nothing is to be
   * signed.
   *
   * @throws SettingsException if the file cannot be read, by us or only by us, or holds no seed
   */
  public static Optional<byte[]> of(AppSettings settings, Setting file) {
    return settings.own().find(file).map(path -> read(file, Path.of(path)));
  }

  private static byte[] read(Setting setting, Path file) {
    try {
      return SecretFile.readKey(file);
    } catch (IOException e) {
      throw unusable(setting, file, " cannot be read");
    } catch (IllegalArgumentException e) {
      throw unusable(setting, file, " holds no seed of 64 hex digits");
    }
  }

  private static SettingsException unusable(Setting setting, Path file, String why) {
    return new SettingsException(setting.settingName() + ": " + file + why);
  }
}
