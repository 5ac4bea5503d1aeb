package io.proofworks.views;

import io.proofworks.views.domain.Listed;
import org.jspecify.annotations.Nullable;

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
   * @param before where it is listed; null if it is not
   * @param since when it began, epoch milliseconds
   * @return where it is listed now
   */
  Listed place(@Nullable Listed before, String state, String id, long since) {
    Listed now = new Listed(state, Keys.newest(since) + "|" + id);
    if (!now.equals(before)) {
      if (before != null) {
        shelf.unlist(name + "/" + before.listed(), before.position());
        shelf.count(name + "/" + before.listed(), -1);
      }
      shelf.list(name + "/" + state, now.position());
      shelf.count(name + "/" + state, 1);
    }
    return now;
  }
}
