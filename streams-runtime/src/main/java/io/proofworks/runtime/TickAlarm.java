package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
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
 * Says so when a partition of an application gets no ticks of one of its topics, though those of
 * others come, or none that its time may pass by: no deadline passes there until they come. By the
 * wall clock, and it decides nothing.
 */
public final class TickAlarm {

  /** Longer than a start or a rebalance keeps a partition from reading. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** How often {@link #check} is to be asked. */
  public static final Duration CHECK = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TickAlarm.class);

  private final String application;
  private final int partition;
  private final Map<String, Long> lastTick = new TreeMap<>();
  private final Set<String> raised = new TreeSet<>();
  private List<String> silent = List.of();
  private long silentSince;

  /**
   * @param topics that its deadlines wait for
   * @param now wall-clock time, epoch milliseconds, as everywhere here
   */
  public TickAlarm(String application, int partition, List<String> topics, long now) {
    this.application = application;
    this.partition = partition;
    topics.forEach(topic -> lastTick.put(topic, now));
    this.silentSince = now;
  }

  /** A tick of that topic came. */
  public void ticked(String topic, long now) {
    lastTick.put(topic, now);
    if (raised.remove(topic)) {
      LOG.warn(
          "{} application={} topic={} partition={}",
          LogCode.TICKS_BACK,
          application,
          topic,
          partition);
    }
  }

  /**
   * Notes where time stands still although ticks come.
   *
   * @param topics empty when it runs
   */
  public void waits(List<String> topics, long now) {
    silent = topics;
    if (topics.isEmpty()) {
      silentSince = now;
    }
  }

  /** Says what there is to say; once for each silence. */
  public void check(long now) {
    checkTicks(now);
    if (!silent.isEmpty() && now - silentSince >= SILENCE.toMillis()) {
      silentSince = now;
      LOG.error(
          "{} application={} partition={} topics={}: no deadline passes until a tick that the"
              + " policy's tick key signed",
          LogCode.CLAIM_MISSING,
          application,
          partition,
          silent);
    }
  }

  private void checkTicks(long now) {
    lastTick.forEach((topic, last) -> {
      if (now - last >= SILENCE.toMillis() && raised.add(topic)) {
        LOG.warn(
            "{} application={} topic={} partition={} for={}s: no deadline passes and nobody is"
                + " slashed until the {} is back",
            LogCode.TICKS_MISSING,
            application,
            topic,
            partition,
            (now - last) / 1_000,
            Topics.byName(topic).flatMap(Topic::tickedBy).orElseThrow().principal());
      }
    });
  }
}
