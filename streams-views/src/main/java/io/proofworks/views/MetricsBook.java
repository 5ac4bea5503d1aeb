package io.proofworks.views;

import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;

/** Windows of one length of a class: of each the newest version, and of them the newest 10,000. */
record MetricsBook(Shelf shelf) implements Book {

  private static final long WINDOWS = 10_000;

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    if (told instanceof Told.MetricWindow window) {
      Subject series = shown.subject();
      long start = window.windowStart();
      if (start >= newest(series)) {
        shelf.putHead(series, record);
      }
      shelf.addAt(series, start, record);
      shelf.forgetOlder(series, start, WINDOWS * window.windowMs());
    }
  }

  private long newest(Subject series) {
    return shelf
        .head(series, TopicRecord.class)
        .map(known -> ViewJson.read(Told.MetricWindow.class, known).windowStart())
        .orElse(0L);
  }
}
