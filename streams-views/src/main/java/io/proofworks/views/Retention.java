package io.proofworks.views;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.views.domain.KeptBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Forgets what the topics forget, thirty days after it began: tasks that have come to their end,
 * requests that were refused, verdicts, and the histories of batches. Batches stay in their list
 * with their receipt, as receipts stay in their topic.
 */
final class Retention {

  private static final long LOOK_EVERY_MS = 60_000;
  private static final int AT_ONCE = 1_000;

  private final Shelf shelf;
  private long lookedAt;

  Retention(Shelf shelf) {
    this.shelf = shelf;
  }

  /** Looks for what is old, once a minute of log time. */
  void enforce(long now) {
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      long before = now - Book.KEPT_MS;
      Stream.of(TaskState.values())
          .filter(TaskState::isEnd)
          .forEach(state -> whole(Kind.TASK, TaskBook.LISTS + "/" + state, before));
      Stream.of(BatchOutcome.values())
          .forEach(state -> batches(BatchBook.LISTS + "/" + state, before));
      whole(Kind.BATCH, BatchBook.LISTS + "/" + KeptBatch.REFUSED, before);
      Stream.of(Reason.values())
          .map(reason -> ActorBook.VERDICTS + "/" + reason)
          .forEach(list -> old(list, before).forEach(at -> shelf.unlist(list, at)));
    }
  }

  private void whole(Kind kind, String list, long before) {
    for (String position : old(list, before)) {
      shelf.unlist(list, position);
      shelf.count(list, -1);
      shelf.forget(new Subject(kind, id(position)));
    }
  }

  private void batches(String list, long before) {
    old(list, before).forEach(at -> shelf.forgetHistory(new Subject(Kind.BATCH, id(at))));
  }

  private static String id(String position) {
    return position.substring(position.indexOf('|') + 1);
  }

  private List<String> old(String list, long before) {
    List<String> found = new ArrayList<>();
    shelf
        .reader()
        .list(
            list,
            Optional.of(Keys.newest(before)),
            (position, entry) -> {
              found.add(position);
              return found.size() < AT_ONCE;
            });
    return found;
  }
}
