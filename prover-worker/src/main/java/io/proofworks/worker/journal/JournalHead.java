package io.proofworks.worker.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How many records the journal has, kept in a file of its own: a journal cut at the end of a record
 * is whole in itself, and only this tells. Two slots are written in turns, so that a write cut
 * short leaves the one before.
 *
 * <p>Layout of a slot: number of records (long), checksum of the last one (int), CRC-32C of both
 * (int).
 */
final class JournalHead implements AutoCloseable {

  private static final int SLOT = Long.BYTES + 2 * Integer.BYTES;

  /** What the journal ended with. */
  record Head(long records, int checksum) {}

  private final FileChannel channel;

  private JournalHead(FileChannel channel) {
    this.channel = channel;
  }

  static JournalHead open(Path directory) throws IOException {
    return new JournalHead(
        FileChannel.open(
            directory.resolve("commits.head"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /** The newest slot that is whole; empty when there is none. */
  Optional<Head> read() throws IOException {
    Optional<Head> even = slot(0);
    Optional<Head> odd = slot(1);
    if (even.isEmpty() || odd.isEmpty()) {
      return even.or(() -> odd);
    }
    return even.get().records() > odd.get().records() ? even : odd;
  }

  private Optional<Head> slot(int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SLOT);
    while (bytes.hasRemaining()
        && channel.read(bytes, (long) number * SLOT + bytes.position()) >= 0) {
      // a read may be short
    }
    if (bytes.hasRemaining()) {
      return Optional.empty();
    }
    Head head = new Head(bytes.getLong(0), bytes.getInt(Long.BYTES));
    return bytes.getInt(SLOT - Integer.BYTES) == checksum(head)
        ? Optional.of(head)
        : Optional.empty();
  }

  /** Makes a head durable. */
  void write(Head head) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(SLOT)
            .putLong(head.records())
            .putInt(head.checksum())
            .putInt(checksum(head))
            .flip();
    long at = head.records() % 2 * SLOT;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    channel.force(true);
  }

  private static int checksum(Head head) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(head.records())
            .putInt(head.checksum())
            .flip());
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
