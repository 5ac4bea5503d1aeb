package io.proofworks.views;

import io.proofworks.runtime.Crossing;
import io.proofworks.runtime.state.CompositeKey;

/**
 * Whom or what a record is shown under. All that is known of a subject stands in one partition, and
 * what is known of the market in all.
 *
 * @param id as the records have it; for {@link Kind#METRICS} {@code class|windowMs}
 */
public record Subject(Kind kind, String id) {

  /** The one subject of {@link Kind#MARKET}. */
  public static final Subject MARKET = new Subject(Kind.MARKET, "policy");

  /** Longer ones are nobody's: they come from records whose author was not checked. */
  private static final int LONGEST_ID = 256;

  /** What its records are partitioned by, and what their keys in the store begin with. */
  public String key() {
    if (kind == Kind.MARKET) {
      return Crossing.EVERYWHERE;
    }
    String text = id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id;
    return CompositeKey.of(kind.label(), text);
  }

  /** The windows of that length of a class. */
  static Subject metrics(String taskClass, long windowMs) {
    return new Subject(Kind.METRICS, CompositeKey.of(taskClass, Long.toString(windowMs)));
  }
}
