package io.proofworks.worker.proving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command and everything it starts. Where the platform has {@code setsid} the command gets a
 * session of its own, so that also children it left behind can be found and killed; elsewhere those
 * that were seen while it ran are.
 */
final class ProcessTree {

  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path SHELL = Path.of("/bin/sh");
  private static final long SAMPLE_MILLIS = 50;

  private final Process root;
  private final boolean ownSession;
  private final long startedAt = System.nanoTime();
  private final Map<ProcessHandle, Duration> used = new HashMap<>();
  private boolean told;

  private ProcessTree(Process root, boolean ownSession) {
    this.root = root;
    this.ownSession = ownSession;
  }

  /** Whether there is a POSIX shell to set limits and signal groups with. */
  static boolean hasShell() {
    return Files.isExecutable(SHELL);
  }

  /** Starts what the builder says. */
  static ProcessTree start(ProcessBuilder builder) throws IOException {
    boolean ownSession = hasShell() && Files.isExecutable(SETSID);
    if (ownSession) {
      List<String> command = new ArrayList<>(List.of(SETSID.toString()));
      command.addAll(builder.command());
      builder.command(command);
    }
    return new ProcessTree(builder.start(), ownSession);
  }

  /** Waits for the command; empty when it has not ended within that time. */
  Optional<Integer> await(Duration timeout) throws InterruptedException {
    long until = startedAt + timeout.toNanos();
    while (!root.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)) {
      sample();
      if (System.nanoTime() >= until) {
        return Optional.empty();
      }
    }
    return Optional.of(root.exitValue());
  }

  private void sample() {
    note(root.toHandle());
    root.descendants().forEach(this::note);
  }

  private void note(ProcessHandle process) {
    Optional<Duration> cpu = process.info().totalCpuDuration();
    told |= cpu.isPresent();
    used.merge(process, cpu.orElse(Duration.ZERO), (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  /**
   * What it has cost: processor time of all its processes as last seen, or the time that passed
   * where the platform does not tell.
   */
  Duration cost() {
    return told
        ? used.values().stream().reduce(Duration.ZERO, Duration::plus)
        : Duration.ofNanos(System.nanoTime() - startedAt);
  }

  /** Kills all that is left of it. */
  void kill() {
    root.descendants().forEach(ProcessHandle::destroyForcibly);
    used.keySet().forEach(ProcessHandle::destroyForcibly);
    root.destroyForcibly();
    if (ownSession) {
      killSession();
    }
  }

  /** The command leads its session's group; who left the group as well is out of reach. */
  private void killSession() {
    try {
      new ProcessBuilder(SHELL.toString(), "-c", "kill -KILL -" + root.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      // the shell was there a moment ago; what was seen has been killed one by one
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
