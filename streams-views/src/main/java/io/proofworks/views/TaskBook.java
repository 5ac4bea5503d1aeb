package io.proofworks.views;

import io.proofworks.views.domain.KeptTask;
import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.TopicRecord;
import java.util.Optional;

/** Tasks: what was published, where they stand, and everything that happened to them. */
final class TaskBook implements Book {

  static final String LISTS = "task";

  private final Shelf shelf;
  private final Listing listing;

  TaskBook(Shelf shelf) {
    this.shelf = shelf;
    this.listing = new Listing(shelf, LISTS);
  }

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject task = shown.subject();
    Optional<KeptTask> known = shelf.head(task, KeptTask.class);
    if (known.isPresent() || KeptTask.isBegunBy(told)) {
      KeptTask now =
          known.orElseGet(() -> KeptTask.of(task.id())).after(told, shown.time(), record);
      shelf.putHead(task, listed(now));
      shelf.add(shown, record);
    }
  }

  private KeptTask listed(KeptTask task) {
    KeptTask.Publication published = task.publication();
    String state = task.progress().state();
    return published == null || state == null
        ? task
        : task.with(listing.place(task.listed(), state, task.taskId(), published.publishedAt()));
  }
}
