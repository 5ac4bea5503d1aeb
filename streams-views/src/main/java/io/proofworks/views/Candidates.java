package io.proofworks.views;

import io.proofworks.views.domain.Place;
import io.proofworks.views.shape.TopicRecord;
import java.util.Optional;

/**
 * Requests of which it is not known yet whether the market has accepted them. Anybody can write any
 * number under any id, and most are never answered by the name of a batch: of each partition the
 * newest are kept, for an answer comes within seconds.
 */
record Candidates(Shelf shelf) {

  /** So many are kept. */
  static final int KEPT = 10_000;

  private static final String PARTS = "q|";
  private static final String LIST = "candidate";
  private static final String SEPARATOR = "|";

  void add(Subject batch, Place at, TopicRecord request) {
    shelf.putPart(batch, PARTS + at.name(), request);
    new Newest(shelf, LIST, KEPT, this::forget)
        .add(Keys.newest(at.time()) + SEPARATOR + at.name() + SEPARATOR + batch.id());
  }

  /** The request at that place, if it is here. */
  Optional<TopicRecord> find(Subject batch, String place) {
    return shelf.part(batch, PARTS + place, TopicRecord.class);
  }

  /** It is known which one is the batch. */
  void decided(Subject batch) {
    shelf.forgetParts(batch, PARTS);
  }

  private void forget(String noted) {
    int place = noted.indexOf(SEPARATOR) + 1;
    int end = noted.lastIndexOf(SEPARATOR);
    Subject batch = new Subject(Kind.BATCH, noted.substring(end + 1));
    shelf.forgetPart(batch, PARTS + noted.substring(place, end));
  }
}
