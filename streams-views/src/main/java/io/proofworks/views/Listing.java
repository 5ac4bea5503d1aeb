package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keeps a subject in the list of its state, where {@code since} and its id place it, and counts the
 * states.
 *
 * @param name of the lists, for instance {@code task}: they are called {@code task/OPEN} and so on
 */
record Listing(Shelf shelf, String name) {

  /**
   * Moves the subject to the list of its state.
   *
   * @param head its {@code state}; where it is listed is kept here
   * @param since when it began, epoch milliseconds
   */
  void place(ObjectNode head, String id, long since) {
    String position = Keys.newest(since) + "|" + id;
    String now = head.path("state").asText();
    String before = head.path("listed").asText();
    String there = head.path("position").asText();
    if (!now.equals(before) || !position.equals(there)) {
      if (!before.isEmpty()) {
        shelf.unlist(name + "/" + before, there);
        shelf.count(name + "/" + before, -1);
      }
      shelf.list(name + "/" + now, position);
      shelf.count(name + "/" + now, 1);
      head.put("listed", now).put("position", position);
    }
  }
}
