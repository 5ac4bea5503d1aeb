package io.proofworks.views.query;

import io.proofworks.topics.Topics;
import io.proofworks.views.ViewReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer has to know at least, so that a client reads what it has written.
 *
 * @param offsets by {@code topic-partition}
 */
record MinOffsets(Map<String, Long> offsets) {

  static final String NAME = "minOffset";

  private static final Pattern FORM =
      Pattern.compile("([a-z.-]+)-([0-9]{1,5})@(0|[1-9][0-9]{0,17})");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  /**
   * Reads {@code topic-partition@offset}, several with commas between.
   *
   * @param partitions of each topic
   * @throws Problem bad-parameter
   */
  static MinOffsets of(Optional<String> text, int partitions) {
    Map<String, Long> offsets = new LinkedHashMap<>();
    if (text.isPresent()) {
      for (String one : text.get().split(",", -1)) {
        Matcher parts = FORM.matcher(one);
        if (!parts.matches()
            || Topics.byName(parts.group(1)).isEmpty()
            || Integer.parseInt(parts.group(2)) >= partitions) {
          throw Problem.badParameter(
              "minOffset is topic-partition@offset, for instance market.batches-0@17; not " + one);
        }
        offsets.put(parts.group(1) + "-" + parts.group(2), Long.parseLong(parts.group(3)));
      }
    }
    return new MinOffsets(offsets);
  }

  /**
   * Waits until the views know as much.
   *
   * @throws Problem behind, when they do not for five seconds
   */
  void await(ViewReader reader) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!reached(reader)) {
      if (System.nanoTime() > until) {
        throw Problem.later("behind", "the views do not know " + offsets + " yet");
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Problem.later("behind", "this instance is stopping");
      }
    }
  }

  private boolean reached(ViewReader reader) {
    if (offsets.isEmpty()) {
      return true;
    }
    Map<String, Long> known = reader.known().offsets();
    return offsets.entrySet().stream()
        .allMatch(wanted -> known.getOrDefault(wanted.getKey(), -1L) >= wanted.getValue());
  }
}
