package io.proofworks.metrics.views;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers to what nobody signed. Anybody can have as many of them as it likes, so of each partition
 * only the newest are listed; all are counted.
 */
record Anonymous(Shelf shelf) {

  /** So many are listed. */
  static final int KEPT = 1_000;

  /** They are looked through only when so many are too many. */
  private static final int AT_ONCE = 200;

  private static final String LIST = "anonymous";
  private static final String SEPARATOR = "|";

  /** Notes that one stands in a list, and takes the oldest out of theirs. */
  void add(String list, String position) {
    shelf.list(LIST, position + SEPARATOR + list);
    shelf.count(LIST, 1);
    if (shelf.countOf(LIST) >= KEPT + AT_ONCE) {
      old().forEach(this::forget);
    }
  }

  /** Lists sort the newest first. */
  private List<String> old() {
    List<String> all = new ArrayList<>();
    shelf.reader().list(LIST, Optional.empty(), (position, entry) -> all.add(position));
    return all.subList(Math.min(KEPT, all.size()), all.size());
  }

  private void forget(String noted) {
    int end = noted.lastIndexOf(SEPARATOR);
    shelf.unlist(noted.substring(end + 1), noted.substring(0, end));
    shelf.unlist(LIST, noted);
    shelf.count(LIST, -1);
  }
}
