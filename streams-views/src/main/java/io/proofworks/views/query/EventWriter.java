package io.proofworks.views.query;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes Server-Sent Events. Each is handed to the client before the next is read from the log:
 * what a client does not take waits there, and not in memory.
 */
final class EventWriter {

  private final HttpServletResponse response;
  private boolean gone;

  /** Sends the headers. */
  EventWriter(HttpServletResponse response) {
    this.response = response;
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("Connection", "close");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Accel-Buffering", "no"); // proxies that collect answers
    write("");
  }

  void comment(String text) {
    write(": " + text + "\n");
  }

  /**
   * Sends an event.
   *
   * @param data without an end of a line, as a name and an id are
   */
  void event(String name, String data, String id) {
    write("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  private void write(String text) {
    if (!gone) {
      try {
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
      } catch (IOException e) {
        gone = true;
      }
    }
  }

  /** Whether the client is gone, or was dropped because it did not read. */
  boolean isGone() {
    return gone;
  }
}
