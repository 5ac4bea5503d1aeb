package io.proofworks.market.local;

import io.proofworks.protocol.SessionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A key that a market's own processes sign with, in a file that only we may read. */
public final class SigningKey {

  private SigningKey() {}

  /** Makes one unless there is one. */
  public static void createOnce(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String seed = HexFormat.of().formatHex(SessionKey.generate(new SecureRandom()).seed());
    Files.writeString(beside, seed + "\n");
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its public side, 64 hex digits. */
  public static String publicKey(Path file) throws IOException {
    byte[] seed = HexFormat.of().parseHex(Files.readString(file).strip());
    return HexFormat.of().formatHex(SessionKey.fromSeed(seed).publicKey());
  }
}
