package io.proofworks.market.doctor;

import io.proofworks.runtime.Finding;
import io.proofworks.runtime.Finding.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the applications of this machine keep their state. */
public final class StateDirectory {

  /** Below it an application may soon not be able to write. */
  private static final long LEAST_BYTES = 1L << 30;

  private StateDirectory() {}

  /** What is wrong with it; one that is not there yet has to be possible to make. */
  public static List<Finding> examine(Path directory) {
    return examine(directory, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** As {@link #examine(Path)}, where that directory is cleared with the machine. */
  static List<Finding> examine(Path directory, Path temporary) {
    Path there = directory.toAbsolutePath().normalize();
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return List.of(
          new Finding(
              Code.STATE_DIRECTORY,
              "",
              there + " is no directory that can be written",
              "a directory of the user that runs the applications",
              "chown it, or give another one as state.dir"));
    }
    List<Finding> findings = new ArrayList<>();
    long left = usable(there);
    if (left < LEAST_BYTES) {
      findings.add(
          new Finding(
              Code.STATE_SPACE,
              "",
              (left >> 20) + " MiB are left at " + there,
              (LEAST_BYTES >> 20) + " MiB",
              "give it more, or another directory as state.dir"));
    }
    if (there.startsWith(temporary)) {
      findings.add(
          new Finding(
              Code.STATE_VOLATILE,
              "",
              there + " is cleared with the machine",
              "a directory that stays",
              "give another one as state.dir"));
    }
    return findings;
  }

  private static long usable(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
