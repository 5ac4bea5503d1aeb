package io.proofworks.worker.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The append time from which the log has to be read after a restart: before it is nothing that a
 * commit of this journal needs. Without it, or when it is damaged, the whole log is read.
 *
 * <p>Layout: the time (long, epoch milliseconds), CRC-32C of it (int).
 */
public final class ReadingMark {

  private static final int LENGTH = Long.BYTES + Integer.BYTES;

  /** A mark that moves on by less is not worth a write. */
  static final long STEP_MILLIS = 10_000;

  private final Path directory;
  private OptionalLong time;

  private ReadingMark(Path directory, OptionalLong time) {
    this.directory = directory;
    this.time = time;
  }

  static ReadingMark open(Path directory) throws IOException {
    Path file = file(directory);
    return new ReadingMark(
        directory, Files.exists(file) ? read(Files.readAllBytes(file)) : OptionalLong.empty());
  }

  private static Path file(Path directory) {
    return directory.resolve("read.from");
  }

  private static OptionalLong read(byte[] content) {
    if (content.length != LENGTH) {
      return OptionalLong.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    long time = bytes.getLong();
    return bytes.getInt() == checksum(time) ? OptionalLong.of(time) : OptionalLong.empty();
  }

  private static int checksum(long time) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(time).flip());
    return (int) crc.getValue();
  }

  /** Epoch milliseconds; empty for all of the log. */
  public synchronized OptionalLong time() {
    return time;
  }

  /**
   * Makes sure that after a restart the log is read from then on, or from before. On return that is
   * durable.
   *
   * @throws JournalException if it cannot be written; then nothing may hang on it
   */
  public synchronized void cover(long from) {
    if (time.isPresent() && time.getAsLong() > from) {
      write(from);
    }
  }

  /**
   * Moves it on: what is older is not needed any more.
   *
   * @throws JournalException if it cannot be written; the old one stays
   */
  public synchronized void advance(long from) {
    if (time.isEmpty() || from >= time.getAsLong() + STEP_MILLIS) {
      write(from);
    }
  }

  private void write(long from) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH).putLong(from).putInt(checksum(from)).flip();
    Path written = directory.resolve("read.from.new");
    try {
      try (FileChannel out =
          FileChannel.open(
              written,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(written, file(directory), StandardCopyOption.ATOMIC_MOVE);
      fsync(directory);
    } catch (IOException e) {
      throw new JournalException("cannot note from when on to read the log: " + e, e);
    }
    time = OptionalLong.of(from);
  }

  /** Makes what was created or renamed in a directory durable. */
  static void fsync(Path directory) {
    try (FileChannel dir = FileChannel.open(directory, StandardOpenOption.READ)) {
      dir.force(true);
    } catch (IOException e) {
      // not every platform lets a directory be synced; the file itself is
    }
  }
}
