package io.proofworks.views;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  void add(Subject batch, ObjectNode request) {
    String place = place(request.path("log"));
    shelf.putPart(batch, PARTS + place, request);
    String time = Keys.newest(request.at("/log/time").asLong());
    new Newest(shelf, LIST, KEPT, this::forget)
        .add(time + SEPARATOR + place + SEPARATOR + batch.id());
  }

  /** The request at that place, if it is here. */
  Optional<ObjectNode> find(Subject batch, String place) {
    return shelf.part(batch, PARTS + place);
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

  /** Where a record stands in the log. */
  static String place(JsonNode at) {
    return at.path("topic").asText()
        + "-"
        + at.path("partition").asInt()
        + "@"
        + at.path("offset").asLong();
  }
}
