package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.domain.Gap;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Up to where an answer knows the log.
 *
 * @param time log time, epoch milliseconds; 0 when nothing has been read
 * @param lagMs how long ago that is
 * @param offsets by {@code topic-partition}
 * @param incomplete whether anything is missing
 * @param missing what it does not know before that
 */
@Says(
    "Up to where the answer knows the log: log time, how long ago that is, and the offset of each"
        + " topic-partition.")
public record AsOf(
    @Means(TIME) long time,
    long lagMs,
    Map<String, Long> offsets,
    @LeftOut
        @Says(
            "Present, and true, when records of the log were gone before the views had read them.")
        boolean incomplete,
    @LeftOut @Says("Which these are; present when there are any.") List<Gap> missing) {

  /** Of what is known at a moment. */
  public static AsOf of(long time, Map<String, Long> offsets, List<Gap> missing, long now) {
    return new AsOf(time, Math.max(0, now - time), offsets, !missing.isEmpty(), missing);
  }

  /** What all of them know. */
  public static AsOf of(Collection<AsOf> parts, long now) {
    Map<String, Long> offsets = new TreeMap<>();
    parts.forEach(
        part -> part.offsets.forEach((source, at) -> offsets.merge(source, at, Math::min)));
    Set<Gap> missing = new LinkedHashSet<>();
    parts.forEach(part -> missing.addAll(part.missing));
    long time = parts.stream().mapToLong(AsOf::time).min().orElse(0);
    return of(time, offsets, List.copyOf(missing), now);
  }
}
