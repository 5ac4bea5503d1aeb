package io.proofworks.settlement.processor;

import io.proofworks.operations.LogCode;
import java.time.Duration;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so when a partition waits for a policy that its tasks were published under: nothing behind
 * them is decided until it comes. By the wall clock, and it decides nothing.
 */
final class PolicyAlarm {

  /** Longer than a policy needs from one part of the application to the others. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Logger LOG = LoggerFactory.getLogger(PolicyAlarm.class);

  private final int partition;
  private OptionalInt awaited = OptionalInt.empty();
  private long since;

  PolicyAlarm(int partition) {
    this.partition = partition;
  }

  /**
   * Notes what the partition waits for.
   *
   * @param version empty when for nothing
   * @param now wall-clock time, epoch milliseconds, as everywhere here
   */
  void waits(OptionalInt version, long now) {
    if (!version.equals(awaited)) {
      awaited = version;
      since = now;
    }
  }

  /** Says what there is to say, again and again. */
  void check(long now) {
    if (awaited.isPresent() && now - since >= PATIENCE.toMillis()) {
      since = now;
      LOG.error(
          "{} partition={} version={}: a task was published under it, and no deadline passes"
              + " behind that",
          LogCode.POLICY_AWAITED,
          partition,
          awaited.getAsInt());
    }
  }
}
