package io.proofworks.market.witness;

import io.proofworks.operations.ProcessLock;
import io.proofworks.tlog.WitnessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a witness remembers, in a file that it alone holds. A witness that forgot what it cosigned
 * could be shown two histories, as could two processes with one key that do not know of each other;
 * so a note is on disk before its cosignature is given to anybody, and nobody begins anew by a
 * slip.
 */
final class WitnessState implements AutoCloseable {

  private final Path file;
  private final StateText format;
  private final ProcessLock lock;
  private StateText.Memory memory = new StateText.Memory(new TreeMap<>(), new ArrayList<>());

  private WitnessState(Path file, StateText format, ProcessLock lock) {
    this.file = file;
    this.format = format;
    this.lock = lock;
  }

  /**
   * What is in the file.
   *
   * @param own key of the witness
   * @param logs the keys that sign its checkpoints
   * @param mayBegin whether one that is missing is begun
   * @throws NoSuchFileException when it is missing and may not be begun
   * @throws IOException when another process holds it, it cannot be read, or it has something in it
   *     that this witness did not cosign
   */
  static WitnessState open(Path file, WitnessKey own, LogKeys logs, boolean mayBegin)
      throws IOException {
    ProcessLock lock = ProcessLock.take(file.resolveSibling(file.getFileName() + ".lock"));
    WitnessState state = new WitnessState(file, new StateText(own, logs), lock);
    try {
      state.load(mayBegin);
      return state;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void load(boolean mayBegin) throws IOException {
    if (Files.exists(file)) {
      try {
        memory = format.read(Files.readString(file));
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is not the state of this witness: " + e.getMessage(), e);
      }
    } else if (mayBegin) {
      write();
    } else {
      throw new NoSuchFileException(file.toString());
    }
  }

  /** What is kept of a log. */
  Optional<Kept> of(String origin) {
    return Optional.ofNullable(memory.logs().get(origin));
  }

  /** All notes, cosigned, by origin. */
  List<String> notes() {
    return memory.logs().values().stream().map(Kept::note).toList();
  }

  /** Keeps that in the place of what was kept of the log; on disk when this returns. */
  void keep(Kept kept) {
    String origin = kept.checkpoint().origin();
    Kept before = memory.logs().put(origin, kept);
    writeOr(() -> {
      if (before == null) {
        memory.logs().remove(origin);
      } else {
        memory.logs().put(origin, before);
      }
    });
  }

  /** All of it, the oldest first. */
  List<Evidence> evidence() {
    return List.copyOf(memory.evidence());
  }

  /** Keeps one more, on disk when this returns. */
  void keep(Evidence evidence) {
    memory.evidence().add(evidence);
    writeOr(() -> memory.evidence().removeLast());
  }

  private void writeOr(Runnable undo) {
    try {
      write();
    } catch (IOException e) {
      undo.run();
      throw new UncheckedIOException("keeping " + file, e);
    }
  }

  private void write() throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(format.write(memory).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
