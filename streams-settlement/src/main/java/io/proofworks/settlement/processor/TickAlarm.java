package io.proofworks.settlement.processor;

import io.proofworks.operations.LogCode;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when a partition gets no ticks: no deadline passes there until they come back. By the
 * wall clock, and it decides nothing.
 */
final class TickAlarm {

  /** Longer than a start or a rebalance keeps a partition from reading. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  static final Duration CHECK = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(TickAlarm.class);

  private final int partition;
  private long lastTick;
  private boolean raised;
  private List<String> silent = List.of();
  private long silentSince;

  TickAlarm(int partition, long now) {
    this.partition = partition;
    this.lastTick = now;
    this.silentSince = now;
  }

  void ticked(long now) {
    lastTick = now;
    if (raised) {
      raised = false;
      LOG.warn("{} partition={}", LogCode.TICKS_BACK, partition);
    }
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
    if (!raised && now - lastTick >= SILENCE.toMillis()) {
      raised = true;
      LOG.warn(
          "{} partition={} for={}s: no deadline passes and nobody is slashed until the ticker is"
              + " back",
          LogCode.TICKS_MISSING,
          partition,
          (now - lastTick) / 1_000);
    }
  }
}
