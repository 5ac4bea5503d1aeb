package io.proofworks.market.witness;

import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last note that was cosigned of each log, in a file. A witness that forgot one could be shown
 * two histories, so a note is on disk before its cosignature is given to anybody.
 */
final class WitnessState {

  private final Path file;
  private final TreeMap<String, String> notes = new TreeMap<>();

  private WitnessState(Path file) {
    this.file = file;
  }

  /**
   * What is in the file; nothing when there is none.
   *
   * @throws IOException when it cannot be read, or has something else in it
   */
  static WitnessState open(Path file) throws IOException {
    WitnessState state = new WitnessState(file);
    if (Files.exists(file)) {
      try {
        for (String note : SignedNote.split(Files.readString(file))) {
          state.notes.put(checkpoint(note).origin(), note);
        }
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is not the state of a witness: " + e.getMessage(), e);
      }
    }
    return state;
  }

  private static Checkpoint checkpoint(String note) {
    return Checkpoint.unverified(note)
        .orElseThrow(() -> new IllegalArgumentException("not a checkpoint: " + note));
  }

  /** What was cosigned last of a log. */
  Optional<Checkpoint> last(String origin) {
    return Optional.ofNullable(notes.get(origin)).map(WitnessState::checkpoint);
  }

  /** All notes, cosigned, one after the other. */
  String all() {
    return String.join("\n", notes.values());
  }

  /** Keeps a note in the place of that of the same log, on disk when this returns. */
  void keep(String note) {
    String origin = checkpoint(note).origin();
    String before = notes.put(origin, note);
    try {
      write();
    } catch (IOException e) {
      if (before == null) {
        notes.remove(origin);
      } else {
        notes.put(origin, before);
      }
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
      ByteBuffer bytes = ByteBuffer.wrap(all().getBytes(StandardCharsets.UTF_8));
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
}
