package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Windows of one length of a class: of each the newest version, and of them the newest 10,000. */
record MetricsBook(Shelf shelf) implements Book {

  private static final long WINDOWS = 10_000;

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode window) {
    Subject series = shown.subject();
    long start = window.path("windowStart").asLong();
    ObjectNode head = shelf.headOrNew(series);
    if (start >= head.path("windowStart").asLong()) {
      shelf.putHead(series, window);
    }
    shelf.addAt(series, start, window);
    shelf.forgetOlder(series, start, WINDOWS * window.path("windowMs").asLong());
  }
}
