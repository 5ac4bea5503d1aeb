package io.proofworks.settlement.processor;

import io.proofworks.operations.LogCode;
import io.proofworks.settlement.TaskRecords;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when a topic's partition gets no ticks: no deadline passes there until they come back,
 * though ticks of other topics come. By the wall clock, and it decides nothing.
 */
final class TickAlarm {

  /** Longer than a start or a rebalance keeps a partition from reading. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  static final Duration CHECK = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TickAlarm.class);

  private final int partition;
  private final Map<String, Long> lastTick = new TreeMap<>();
  private final Set<String> raised = new TreeSet<>();
  private List<String> silent = List.of();
  private long silentSince;

  TickAlarm(int partition, long now) {
    this.partition = partition;
    TaskRecords.TOPICS.forEach(topic -> lastTick.put(topic, now));
    this.silentSince = now;
  }

  void ticked(String topic, long now) {
    lastTick.put(topic, now);
    if (raised.remove(topic)) {
      LOG.warn("{} topic={} partition={}", LogCode.TICKS_BACK, topic, partition);
    }
  }

  /** The topics of which it has been said that they get no ticks. */
  Set<String> missing() {
    return Set.copyOf(raised);
  }

  /**
   * Notes where time stands still although ticks come.
   *
   * @param topics empty when it runs
   */
  void waits(List<String> topics, long now) {
    silent = topics;
    if (topics.isEmpty()) {
      silentSince = now;
    }
  }

  void check(long now) {
    checkTicks(now);
    if (!silent.isEmpty() && now - silentSince >= SILENCE.toMillis()) {
      silentSince = now;
      LOG.error(
          "{} partition={} topics={}: no deadline passes until a tick that the policy's tick key"
              + " signed",
          LogCode.CLAIM_MISSING,
          partition,
          silent);
    }
  }

  private void checkTicks(long now) {
    lastTick.forEach((topic, last) -> {
      if (now - last >= SILENCE.toMillis() && raised.add(topic)) {
        LOG.warn(
            "{} topic={} partition={} for={}s: no deadline passes and nobody is slashed until the"
                + " {} is back",
            LogCode.TICKS_MISSING,
            topic,
            partition,
            (now - last) / 1_000,
            Topics.byName(topic).flatMap(Topic::tickedBy).orElseThrow().principal());
      }
    });
  }
}
