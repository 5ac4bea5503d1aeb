package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.runtime.Recovery.Step;
import io.proofworks.runtime.RunningApplication.Ending;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The producers of a ticker, one after the other. Brokers that are away are waited for; one that
 * has failed in any other way (fenced, refused, fatal) and gets nothing through for {@link
 * #BEYOND_HOPE} is replaced or given up, as {@link Recovery} decides for any application. Producers
 * are made and closed on the ticker's thread; what became of ticks comes from theirs.
 */
final class TickProducers {

  private static final Logger LOG = LoggerFactory.getLogger(TickProducers.class);

  /** One topic that is refused must not cost the others their ticks. */
  static final Duration BEYOND_HOPE = Duration.ofSeconds(5);

  private final Supplier<Producer<byte[], byte[]>> maker;
  private final LongSupplier monotonic;
  private final Recovery recovery = new Recovery(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Producer<byte[], byte[]> present;
  private volatile @Nullable Failure failure;
  private volatile @Nullable Ending ending;
  private volatile long heard;
  private long made;
  private long nextAt;

  /**
   * @param maker of a producer that has not sent anything
   * @param monotonic milliseconds of a clock that is never set
   */
  TickProducers(Supplier<Producer<byte[], byte[]>> maker, LongSupplier monotonic) {
    this.maker = maker;
    this.monotonic = monotonic;
    this.nextAt = monotonic.getAsLong();
  }

  /** The one to send with; empty while there is none. On the ticker's thread. */
  Optional<Producer<byte[], byte[]>> present() {
    long now = monotonic.getAsLong();
    Producer<byte[], byte[]> at = present;
    Failure met = failure;
    if (at != null && met != null && now - heard >= BEYOND_HOPE.toMillis()) {
      present = null;
      at.close(Duration.ZERO); // what it has not sent it never will
      goOn(met, Duration.ofMillis(heard - made), now);
    }
    if (present == null && ending == null && now - nextAt >= 0) {
      make(now);
    }
    return Optional.ofNullable(present);
  }

  private void make(long now) {
    failure = null;
    heard = now;
    made = now;
    try {
      present = maker.get();
    } catch (RuntimeException e) {
      goOn(Failure.of(e), Duration.ZERO, now);
    }
  }

  private void goOn(Failure met, Duration ran, long now) {
    switch (recovery.after(met, ran, false)) {
      case Step.AnotherClient(Duration after, Recovery.Aside aside) -> {
        nextAt = now + after.toMillis();
        LOG.warn(
            "{} application=ticker kind={} after={} cause={}",
            LogCode.APPLICATION_RECOVERS,
            met.kind(),
            after,
            met.says());
      }
      case Step.End(boolean byRecord) -> end(met);
      case Step.AnotherThread step -> throw new IllegalStateException("a ticker has one thread");
    }
  }

  private void end(Failure met) {
    ending = new Ending(met.kind().code(), met.says(), met.kind().exitCode());
    LOG.error("{} application=ticker cause={}", met.kind().code(), met.says(), met.cause());
    ended.countDown();
  }

  /** A tick of that producer was appended. */
  void arrived(Producer<byte[], byte[]> by) {
    if (by == present) {
      failure = null;
      heard = monotonic.getAsLong();
    }
  }

  /** That producer gave a tick up, or took none. */
  void failed(Producer<byte[], byte[]> by, Exception thrown) {
    Failure met = Failure.of(thrown);
    if (by == present && met.kind() != Failure.Kind.AWAY) {
      failure = met;
    }
  }

  /** Why there will be no other. */
  Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  /** Waits until there will be no other; false if that does not happen within that time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** On the ticker's thread, or after its end. */
  void close() {
    Producer<byte[], byte[]> last = present;
    nextAt = Long.MAX_VALUE;
    if (last != null) {
      last.close(Duration.ofSeconds(2));
    }
    ended.countDown();
  }
}
