package io.proofworks.embedded;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * A broker's clock that can be set wrong, as that of another leader may be. Only requests see it,
 * and so what is appended: the coordinator that looks for transactions that have timed out is on
 * another broker of a cluster, and would end one that happens to be open.
 */
public final class SkewedClock implements Time {

  private static final String REQUESTS = "data-plane-kafka-request-handler";

  private final AtomicLong skew = new AtomicLong();

  /** Starts a broker that appends by this clock. */
  public EmbeddedKafka startBroker(EmbeddedKafkaSettings settings) {
    return EmbeddedKafka.start(settings, this);
  }

  /** From now on it is wrong by so much; 0 sets it right. */
  public void skew(long millis) {
    skew.set(millis);
  }

  @Override
  public long milliseconds() {
    return SYSTEM.milliseconds() + here();
  }

  private long here() {
    return Thread.currentThread().getName().startsWith(REQUESTS) ? skew.get() : 0;
  }

  @Override
  public long nanoseconds() {
    return SYSTEM.nanoseconds();
  }

  @Override
  public void sleep(long millis) {
    SYSTEM.sleep(millis);
  }

  @Override
  public void waitObject(Object monitor, Supplier<Boolean> condition, long deadlineMs)
      throws InterruptedException {
    SYSTEM.waitObject(monitor, condition, deadlineMs - here());
  }
}
