package io.proofworks.market.embedded;

import static io.proofworks.market.embedded.EmbeddedStartException.Reason.DIRECTORY_IN_USE;
import static io.proofworks.market.embedded.EmbeddedStartException.Reason.DIRECTORY_UNUSABLE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Exclusive use of a data directory. The operating system holds the lock, so that it falls with the
 * process however that ends; the file's content (a process id) is only there to name the holder.
 */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "in-use.lock";

  /**
   * Directories that this process holds. POSIX drops a process's lock when it closes any handle of
   * the file, so a second attempt from the same process must not even open it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path directory;

  private DirectoryLock(FileChannel channel, Path directory) {
    this.channel = channel;
    this.directory = directory;
  }

  /** Locks {@code directory}, which is created if missing, or says who holds it. */
  static DirectoryLock take(Path directory) {
    try {
      Path real = Files.createDirectories(directory).toRealPath();
      if (!HELD_HERE.add(real)) {
        throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
      }
      return lockOrForget(real);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static DirectoryLock lockOrForget(Path directory) throws IOException {
    try {
      return lockOrClose(open(directory.resolve(FILE)), directory);
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(directory);
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static DirectoryLock lockOrClose(FileChannel channel, Path directory) throws IOException {
    if (channel.tryLock() == null) {
      String holder = readHolder(channel);
      channel.close();
      throw inUse(directory, holder);
    }
    writeHolder(channel);
    return new DirectoryLock(channel, directory);
  }

  private static String readHolder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    channel.read(bytes, 0);
    return StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
  }

  private static void writeHolder(FileChannel channel) throws IOException {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
  }

  private static EmbeddedStartException inUse(Path directory, String holder) {
    return new EmbeddedStartException(
        DIRECTORY_IN_USE,
        "The data directory "
            + directory
            + " is in use by another market"
            + (holder.isEmpty() ? "" : " (process " + holder + ")")
            + ". Stop that one, or choose another directory with --data-dir.");
  }

  private static EmbeddedStartException unusable(Path directory, IOException e) {
    return new EmbeddedStartException(
        DIRECTORY_UNUSABLE,
        "The data directory "
            + directory
            + " cannot be used: "
            + e
            + ". Choose a directory that you may write to with --data-dir.",
        e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD_HERE.remove(directory);
    }
  }
}
