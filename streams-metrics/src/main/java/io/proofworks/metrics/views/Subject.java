package io.proofworks.metrics.views;

import io.proofworks.metrics.processor.Crossing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
    return kind.label() + "|" + URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
