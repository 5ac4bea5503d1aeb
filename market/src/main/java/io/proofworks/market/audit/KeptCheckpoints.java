package io.proofworks.market.audit;

import io.proofworks.tlog.SignedNote;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/** The checkpoints that an auditor keeps from one audit to the next: signed notes in a file. */
public final class KeptCheckpoints {

  private KeptCheckpoints() {}

  /**
   * Those in a file.
   *
   * @throws IllegalArgumentException when something in it is no signed note
   */
  public static List<String> read(Path file) throws IOException {
    return SignedNote.split(Files.readString(file));
  }

  /** Keeps the largest of each journal, in the place of what the file had; all or nothing. */
  public static void write(Path file, List<Audit.Result> results) throws IOException {
    String notes =
        results.stream()
            .flatMap(result -> result.signed().stream())
            .map(Checkpoints.Signed::note)
            .filter(note -> !note.isEmpty())
            .collect(Collectors.joining("\n"));
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(beside, notes.getBytes(StandardCharsets.UTF_8));
    try (FileChannel written = FileChannel.open(beside, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
