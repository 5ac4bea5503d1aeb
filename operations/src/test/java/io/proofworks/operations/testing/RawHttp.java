package io.proofworks.operations.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests as whoever likes sends them; Java's own client sets {@code Host} itself. */
public final class RawHttp {

  private static final int PATIENCE_MS = 10_000;

  private RawHttp() {}

  /**
   * What is answered, head and body.
   *
   * @param headers of the request, each {@code Name: value}
   */
  public static String send(int port, String method, String path, List<String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "%s %s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(method, path, String.join("\r\n", headers), bytes.length);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
