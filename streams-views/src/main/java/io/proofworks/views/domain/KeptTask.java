package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.HASH;
import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.TopicRecord;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is kept.
 *
 * @param publication null until it was read
 * @param proverId whose proof was taken
 */
public record KeptTask(
    @Means(HASH) String taskId,
    @Inline Progress progress,
    @Inline @Nullable Publication publication,
    @LeftOut @Nullable @Means(ADDRESS) String proverId,
    @Inline @Nullable Listed listed) {

  /** That it was published. */
  public record Publication(
      @Means(HASH) String batchId, @Means(TIME) long publishedAt, TopicRecord published) {}

  /** One of which nothing is known yet. */
  public static KeptTask of(String taskId) {
    return new KeptTask(taskId, Progress.NONE, null, null, null);
  }

  /** An outsider may write anything under any id; only a task has a history. */
  public static boolean isBegunBy(Told told) {
    return switch (told) {
      case Told.OfAnyone ignored -> false;
      case Told.Verdict verdict -> verdict.taskState() != null;
      default -> true;
    };
  }

  /** After a record that was appended at that time. */
  public KeptTask after(Told told, long time, TopicRecord record) {
    Progress moved = progress.after(told, time);
    Publication known =
        told instanceof Told.Task task
            ? new Publication(task.event().batchId(), time, record)
            : publication;
    String prover = told instanceof Told.ChildProof proof ? proof.proverId() : proverId;
    return new KeptTask(taskId, moved, known, prover, listed);
  }

  /** The same, listed there. */
  public KeptTask with(Listed place) {
    return new KeptTask(taskId, progress, publication, proverId, place);
  }
}
