package io.proofworks.embedded;

import static io.proofworks.embedded.EmbeddedStartException.Reason.DIRECTORY_IN_USE;
import static io.proofworks.embedded.EmbeddedStartException.Reason.DIRECTORY_UNUSABLE;

import io.proofworks.operations.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Exclusive use of a data directory. */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE = "in-use.lock";

  private final ProcessLock lock;

  private DirectoryLock(ProcessLock lock) {
    this.lock = lock;
  }

  /** Locks {@code directory}, which is created if missing, or says who holds it. */
  static DirectoryLock take(Path directory) {
    try {
      Path made = Files.createDirectories(directory);
      return new DirectoryLock(ProcessLock.take(made.resolve(FILE)));
    } catch (ProcessLock.HeldException e) {
      throw inUse(directory, e.holder());
    } catch (IOException e) {
      throw unusable(directory, e);
    }
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
    lock.close();
  }
}
