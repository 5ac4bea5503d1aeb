package io.proofworks.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one process holds at a time. The operating system holds the lock, so that it falls
 * with the process however that ends; the file's content (a process id) is only there to name the
 * holder. The file stays: whoever deletes one lets two hold it.
 */
public final class ProcessLock implements AutoCloseable {

  /** Somebody else holds it. */
  public static final class HeldException extends IOException {
    private final String holder;

    private HeldException(Path file, String holder) {
      super(file + " is held" + (holder.isEmpty() ? "" : " by process " + holder));
      this.holder = holder;
    }

    /** Its process id; empty where it is not known. */
    public String holder() {
      return holder;
    }
  }

  /**
   * Files that this process holds. POSIX drops a process's lock when it closes any handle of the
   * file, so a second attempt from the same process must not even open it.
   */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path file;

  private ProcessLock(FileChannel channel, Path file) {
    this.channel = channel;
    this.file = file;
  }

  /**
   * Takes a file, which is made if it is missing; its directory has to be there.
   *
   * @throws HeldException when somebody else, or this process, holds it
   * @throws IOException when it cannot be made or opened
   */
  public static ProcessLock take(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path real = absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
    if (!HELD_HERE.add(real)) {
      throw new HeldException(file, Long.toString(ProcessHandle.current().pid()));
    }
    try {
      return lockOrClose(open(real), real);
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(real);
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static ProcessLock lockOrClose(FileChannel channel, Path file) throws IOException {
    if (channel.tryLock() == null) {
      String holder = readHolder(channel);
      channel.close();
      throw new HeldException(file, holder);
    }
    writeHolder(channel);
    return new ProcessLock(channel, file);
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

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD_HERE.remove(file);
    }
  }
}
