package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.AMOUNT;

import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.TopicRecord;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An address as it is kept.
 *
 * @param record its standing; null of who was never registered
 * @param heartbeat the newest
 * @param verdictsByReason what it was answered
 * @param slashed all that it lost
 * @param earned all that it was paid
 * @param wins proofs of it that were taken
 */
public record KeptActor(
    @LeftOut @Nullable TopicRecord record,
    @LeftOut @Nullable TopicRecord heartbeat,
    @LeftOut Map<String, Long> verdictsByReason,
    @LeftOut @Means(AMOUNT) long slashed,
    @LeftOut @Means(AMOUNT) long earned,
    @LeftOut long wins) {

  /** One of which nothing is known yet. */
  public static final KeptActor NONE = new KeptActor(null, null, Map.of(), 0, 0, 0);

  /** Where it stands now. */
  public KeptActor standing(TopicRecord now) {
    return new KeptActor(now, heartbeat, verdictsByReason, slashed, earned, wins);
  }

  /** After a sign of life. */
  public KeptActor alive(TopicRecord beat) {
    return new KeptActor(record, beat, verdictsByReason, slashed, earned, wins);
  }

  /** After an answer to it. */
  public KeptActor after(Told.Verdict verdict) {
    Map<String, Long> counts = new TreeMap<>(verdictsByReason);
    counts.merge(verdict.reason(), 1L, Long::sum);
    return new KeptActor(
        record,
        heartbeat,
        counts,
        Math.addExact(slashed, verdict.slashed()),
        Math.addExact(earned, verdict.rewarded()),
        wins + (verdict.isWin() ? 1 : 0));
  }
}
