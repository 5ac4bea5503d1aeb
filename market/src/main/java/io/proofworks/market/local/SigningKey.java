package io.proofworks.market.local;

import io.proofworks.protocol.SessionKey;
import io.proofworks.settings.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** A key that a market's own processes sign with, in a file that only we may read. */
public final class SigningKey {

  private SigningKey() {}

  /**
   * Makes one unless there is one.
   *
   * @throws java.nio.file.NoSuchFileException if its directory is not there
   */
  public static void createOnce(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] seed = new byte[SessionKey.SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    try {
      SecretFile.createKey(file, seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Its public side, 64 hex digits.
   *
   * @throws io.proofworks.settings.SettingsException if others may read the file
   * @throws IllegalArgumentException if it holds no key
   */
  public static String publicKey(Path file) throws IOException {
    try (SessionKey key = SessionKey.takeSeed(SecretFile.readKey(file))) {
      return HexFormat.of().formatHex(key.publicKey());
    }
  }
}
