package io.proofworks.settings;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file with a secret. It is read only if nobody else can read it, and written so that nobody can;
 * no directory is made for it, since a path that is mistyped would get one, and a new key. Nothing
 * of it becomes a String, which could not be wiped.
 */
public final class SecretFile {

  private static final int KEY_BYTES = 32;
  private static final String OURS = "rw-------";

  private static final Set<PosixFilePermission> OF_GROUP =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE);

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private SecretFile() {}

  /**
   * What is in it, without blanks and line ends around it; the caller wipes it.
   *
   * @throws SettingsException if others can read it, with the command that mends it
   * @throws IOException if it cannot be read
   */
  public static byte[] read(Path file) throws IOException {
    requireOurs(file);
    byte[] text = Files.readAllBytes(file);
    try {
      int from = 0;
      int to = text.length;
      while (from < to && isBlank(text[from])) {
        from++;
      }
      while (to > from && isBlank(text[to - 1])) {
        to--;
      }
      return Arrays.copyOfRange(text, from, to);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** A byte of a letter beyond ASCII is none. */
  private static boolean isBlank(byte one) {
    return one >= 0 && one <= ' ';
  }

  /**
   * The key of 64 hex digits that is in it, 32 bytes, which the caller wipes.
   *
   * @throws SettingsException if others can read it, with the command that mends it
   * @throws IllegalArgumentException if it holds something else, which is not said
   * @throws IOException if it cannot be read
   */
  public static byte[] readKey(Path file) throws IOException {
    byte[] text = read(file);
    byte[] key = new byte[KEY_BYTES];
    try {
      int from = text.length > 2 && text[0] == '0' && text[1] == 'x' ? 2 : 0;
      for (int i = 0; i < 2 * KEY_BYTES && text.length - from == 2 * KEY_BYTES; i++) {
        int digit = Character.digit(text[from + i], 16);
        key[i / 2] = (byte) (key[i / 2] << 4 | requireDigit(file, digit));
      }
      requireDigit(file, text.length - from == 2 * KEY_BYTES ? 0 : -1);
      return key;
    } catch (IllegalArgumentException e) {
      Arrays.fill(key, (byte) 0);
      throw e;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static int requireDigit(Path file, int digit) {
    if (digit < 0) {
      throw new IllegalArgumentException(file + " holds no key of 64 hex digits");
    }
    return digit;
  }

  /**
   * Files of another owner were put there by who runs this, as containers are given secrets; then
   * its group may be how this process reads it.
   *
   * @throws SettingsException if others can read it, with the command that mends it
   */
  static void requireOurs(Path file) throws IOException {
    if (!isPosix()) {
      return;
    }
    PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class);
    boolean own = is.owner().getName().equals(System.getProperty("user.name"));
    boolean open =
        is.permissions().stream()
            .anyMatch(one -> OF_OTHERS.contains(one) || (own && OF_GROUP.contains(one)));
    if (open) {
      throw new SettingsException(
          file
              + " holds a secret and others may read it ("
              + PosixFilePermissions.toString(is.permissions())
              + "); chmod 600 "
              + file);
    }
  }

  /**
   * Makes a file of a key as hex digits, whole or not at all. The key stays the caller's to wipe.
   *
   * @throws NoSuchFileException if its directory is not there
   * @throws IOException if it cannot be written
   */
  public static void createKey(Path file, byte[] key) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new NoSuchFileException(
          file.toString(), null, "its directory is not there; make it if it is to be");
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    if (isPosix()) {
      Files.createFile(
          beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OURS)));
    }
    byte[] text = new byte[2 * key.length + 1];
    for (int i = 0; i < key.length; i++) {
      text[2 * i] = (byte) Character.forDigit(key[i] >> 4 & 0xf, 16);
      text[2 * i + 1] = (byte) Character.forDigit(key[i] & 0xf, 16);
    }
    text[2 * key.length] = '\n';
    try {
      Files.write(beside, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
