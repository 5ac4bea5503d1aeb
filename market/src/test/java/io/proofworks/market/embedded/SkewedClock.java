package io.proofworks.market.embedded;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** A broker's clock that can be set wrong, as that of another leader may be. */
public final class SkewedClock implements Time {

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
    return SYSTEM.milliseconds() + skew.get();
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
    SYSTEM.waitObject(monitor, condition, deadlineMs - skew.get());
  }
}
