package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an application keeps its copy of the state: {@code state.dir/application-id}, with a
 * directory for each task. Everything in it is made of the log and can be made again; damaged
 * copies are moved to {@code state.dir/application-id.aside}.
 *
 * @param base {@code state.dir}
 */
record StateHome(Path base, String applicationId) {

  private static final Logger LOG = LoggerFactory.getLogger(StateHome.class);

  /** Damaged copies that are kept, for whoever looks for the reason. */
  private static final int KEPT = 3;

  private static final String INSTANCE = "instance-id";

  /**
   * Makes the directory unless it is there, and writes to it.
   *
   * @throws StateUnusableException saying what stands in the way and the way out
   */
  void requireUsable() {
    Path probe = base.resolve("." + applicationId + ".writable");
    try {
      Files.createDirectories(base.resolve(applicationId));
      Files.writeString(probe, "ok");
      Files.delete(probe);
    } catch (IOException e) {
      throw new StateUnusableException(
          base
              + " cannot be written ("
              + e
              + "); give it space and to the user of this process, or name another one as"
              + " state.dir: the state is made again from the log",
          e);
    }
  }

  /**
   * Moves a damaged copy out of the way, and forgets all but the newest of those before it. Nothing
   * may have it open.
   *
   * @param task the directory of one task, or empty for all of them
   */
  void setAside(Optional<String> task) {
    Path home = base.resolve(applicationId);
    Path damaged = task.map(home::resolve).filter(Files::isDirectory).orElse(home);
    if (!Files.isDirectory(damaged)) {
      return;
    }
    try {
      Path to =
          nextAside().resolve(damaged.equals(home) ? "all" : damaged.getFileName().toString());
      Files.createDirectories(to.getParent());
      Files.move(damaged, to, StandardCopyOption.ATOMIC_MOVE);
      LOG.warn("{} from={} to={}", LogCode.STATE_SET_ASIDE, damaged, to);
      forgetOld();
    } catch (IOException e) {
      throw new StateUnusableException(
          damaged + " is damaged and cannot be moved (" + e + "); delete it", e);
    }
  }

  private Path aside() {
    return base.resolve(applicationId + ".aside");
  }

  private Path nextAside() throws IOException {
    int newest = numbered().stream().mapToInt(StateHome::number).max().orElse(0);
    return aside().resolve(Integer.toString(newest + 1));
  }

  private static int number(Path numbered) {
    return Integer.parseInt(numbered.getFileName().toString());
  }

  private List<Path> numbered() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(aside())) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(aside())) {
        for (Path one : all) {
          if (one.getFileName().toString().matches("\\d{1,9}")) {
            found.add(one);
          }
        }
      }
    }
    found.sort(Comparator.comparingInt(StateHome::number).reversed());
    return found;
  }

  private void forgetOld() throws IOException {
    List<Path> all = numbered();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      delete(old);
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Who this process is among those of its group: the same after a restart, and another one on each
   * host and in each state directory, so that no two are taken for one.
   */
  static String instanceId(Path base) {
    Path file = base.resolve(INSTANCE);
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(base);
        Path made = Files.createTempFile(base, INSTANCE, ".new");
        Files.writeString(made, UUID.randomUUID().toString().substring(0, 13));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      }
      String kept = Files.readString(file).strip();
      return host() + "-" + kept.replaceAll("[^a-zA-Z0-9]", "");
    } catch (IOException e) {
      throw new UncheckedIOException("state.dir " + base + " cannot be used: " + e, e);
    }
  }

  /** In the letters that a group takes. */
  private static String host() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^a-zA-Z0-9._-]", "-");
      return name.substring(0, Math.min(100, name.length()));
    } catch (UnknownHostException e) {
      return "host";
    }
  }
}
