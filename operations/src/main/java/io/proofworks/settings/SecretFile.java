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
import java.util.EnumSet;
import java.util.Set;

/**
 * A file with a secret. It is read only if nobody else can read it, and written so that nobody can;
 * no directory is made for it, since a path that is mistyped would get one, and a new key.
 */
public final class SecretFile {

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
   * What is in it.
   *
   * @throws SettingsException if others can read it, with the command that mends it
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    requireOurs(file);
    return Files.readString(file).strip();
  }

  /**
   * Files of another owner were put there by who runs this, as containers are given secrets; then
   * its group may be how this process reads it.
   */
  private static void requireOurs(Path file) throws IOException {
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
   * Makes it, whole or not at all.
   *
   * @throws NoSuchFileException if its directory is not there
   * @throws IOException if it cannot be written
   */
  public static void create(Path file, String secret) throws IOException {
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
    Files.writeString(beside, secret + "\n");
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
