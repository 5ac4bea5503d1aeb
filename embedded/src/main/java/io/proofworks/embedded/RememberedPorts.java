package io.proofworks.embedded;

import static io.proofworks.embedded.EmbeddedStartException.Reason.DIRECTORY_UNUSABLE;
import static io.proofworks.embedded.EmbeddedStartException.Reason.PORT_TAKEN;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.function.IntSupplier;

/**
 * The loopback ports of a data directory, by name. A port that was once chosen is chosen again
 * while it is free, so that addresses in a user's notes and scripts stay right over a restart.
 */
public final class RememberedPorts {
  private static final String FILE = "ports.properties";

  private final Path file;
  private final IntSupplier anyFree;

  /**
   * @param anyFree a port that nobody listens on, another each time or not
   */
  RememberedPorts(Path file, IntSupplier anyFree) {
    this.file = file;
    this.anyFree = anyFree;
  }

  /** The ports kept in {@code directory}, which is created when the first one is chosen. */
  public static RememberedPorts in(Path directory) {
    return new RememberedPorts(directory.resolve(FILE), RememberedPorts::anyFree);
  }

  /**
   * A free loopback port for {@code name}: the asked one if positive, else the remembered one if
   * free, else any; remembered from now on. Free means at this moment: the caller binds it right
   * away.
   *
   * @param asked 1 to 65535, or 0 for any
   * @throws EmbeddedStartException PORT_TAKEN when the asked one is not free
   */
  public synchronized int choose(String name, int asked) {
    int port = asked > 0 ? requireFree(name, asked) : rememberedOrAny(name);
    remember(name, port);
    return port;
  }

  /**
   * Requires that nobody listens there.
   *
   * @param name of what is to listen, for the message
   * @throws EmbeddedStartException naming the port and the way out
   */
  public static int requireFree(String name, int asked) {
    if (!isFree(asked)) {
      throw taken(name, asked);
    }
    return asked;
  }

  static EmbeddedStartException taken(String name, int port) {
    return new EmbeddedStartException(
        PORT_TAKEN,
        "Port "
            + port
            + " ("
            + name
            + ") is taken by another program. Stop that program, choose another port, or choose 0"
            + " for a free one.");
  }

  private int rememberedOrAny(String name) {
    int remembered = remembered(name);
    return remembered > 0 && isFree(remembered) ? remembered : anyOther(name);
  }

  /** One that was just chosen under another name is free until that one is started. */
  private int anyOther(String name) {
    Properties others = load();
    others.remove(name);
    int port = anyFree.getAsInt();
    while (others.containsValue(Integer.toString(port))) {
      port = anyFree.getAsInt();
    }
    return port;
  }

  private int remembered(String name) {
    try {
      int port = Integer.parseInt(load().getProperty(name, "0").strip());
      return port <= 65_535 ? port : 0;
    } catch (NumberFormatException edited) {
      return 0;
    }
  }

  private Properties load() {
    Properties ports = new Properties();
    if (!Files.exists(file)) {
      return ports;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      ports.load(reader);
      return ports;
    } catch (IOException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private void remember(String name, int port) {
    Properties ports = load();
    ports.setProperty(name, Integer.toString(port));
    Path next = file.resolveSibling(FILE + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (Writer writer = Files.newBufferedWriter(next)) {
        ports.store(writer, "Loopback ports of this data directory, used again while free");
      }
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private EmbeddedStartException unusable(Exception e) {
    return new EmbeddedStartException(
        DIRECTORY_UNUSABLE,
        file + " cannot be used: " + e + ". Delete it or choose another --data-dir.",
        e);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedStartException(
          PORT_TAKEN, "The system gave no free port on 127.0.0.1: " + e + ".", e);
    }
  }
}
