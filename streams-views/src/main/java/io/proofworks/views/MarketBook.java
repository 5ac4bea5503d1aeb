package io.proofworks.views;

import io.proofworks.views.domain.Told;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;

/** The policy in force: the highest version. */
record MarketBook(Shelf shelf) implements Book {

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    if (told instanceof Told.Policy policy && policy.version() >= newest()) {
      shelf.putHead(Subject.MARKET, record);
    }
  }

  private int newest() {
    return shelf
        .head(Subject.MARKET, TopicRecord.class)
        .map(known -> ViewJson.read(Told.Policy.class, known).version())
        .orElse(0);
  }
}
