package io.proofworks.views;

/** Answers to what nobody signed: the newest are listed, all are counted. */
record Anonymous(Shelf shelf) {

  /** So many are listed. */
  static final int KEPT = 1_000;

  private static final String LIST = "anonymous";
  private static final String SEPARATOR = "|";

  /** Notes that one stands in a list, and takes the oldest out of theirs. */
  void add(String list, String position) {
    new Newest(shelf, LIST, KEPT, this::forget).add(position + SEPARATOR + list);
  }

  private void forget(String noted) {
    int end = noted.lastIndexOf(SEPARATOR);
    shelf.unlist(noted.substring(end + 1), noted.substring(0, end));
  }
}
