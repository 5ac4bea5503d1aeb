package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when a partition of an application gets no ticks, or none that its time may pass by: no
 * deadline passes there until they come. By the wall clock, and it decides nothing.
 */
public final class TickAlarm {

  /** Longer than a start or a rebalance keeps a partition from reading. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** How often {@link #check} is to be asked. */
  public static final Duration CHECK = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TickAlarm.class);

  private final String application;
  private final int partition;
  private long lastTick;
  private boolean raised;
  private List<String> silent = List.of();
  private long silentSince;

  /**
   * @param now wall-clock time, epoch milliseconds, as everywhere here
   */
  public TickAlarm(String application, int partition, long now) {
    this.application = application;
    this.partition = partition;
    this.lastTick = now;
    this.silentSince = now;
  }

  /** A tick came. */
  public void ticked(long now) {
    lastTick = now;
    if (raised) {
      raised = false;
      LOG.warn("{} application={} partition={}", LogCode.TICKS_BACK, application, partition);
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
    if (!raised && now - lastTick >= SILENCE.toMillis()) {
      raised = true;
      LOG.warn(
          "{} application={} partition={} for={}s: no deadline passes and nobody is slashed until"
              + " the ticker is back",
          LogCode.TICKS_MISSING,
          application,
          partition,
          (now - lastTick) / 1_000);
    }
  }
}
