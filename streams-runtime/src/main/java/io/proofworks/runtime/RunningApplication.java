package io.proofworks.runtime;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.proofworks.operations.Health;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application at work. A defect or a lost fencing fight ends the whole client, never a part of
 * it: what was not committed is done again by the next start.
 */
public final class RunningApplication implements AutoCloseable, Health {

  private static final Logger log = LoggerFactory.getLogger(RunningApplication.class);
  private static final Duration CLOSE = Duration.ofSeconds(30);

  private final String name;
  private final KafkaStreams streams;
  private final RestoreProgress restore = new RestoreProgress(System::nanoTime);
  private final Deque<AutoCloseable> closedFirst = new ConcurrentLinkedDeque<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean failed;
  private volatile boolean started;

  RunningApplication(String name, KafkaStreams streams, Meters meters) {
    this.name = name;
    this.streams = streams;
    streams.setStateListener((now, before) -> onState(now));
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setGlobalStateRestoreListener(restore);
    show(meters);
  }

  private void show(Meters meters) {
    KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams, Tags.of("application", name));
    kafka.bindTo(meters.registry());
    closedFirst.add(kafka);
    closedFirst.add(
        meters.show(Metric.APPLICATION_READY, this, self -> self.isReady() ? 1 : 0, name));
    closedFirst.add(
        meters.show(Metric.APPLICATION_FAILED, this, self -> self.hasFailed() ? 1 : 0, name));
    closedFirst.add(
        meters.show(Metric.RESTORE_REMAINING, restore, RestoreProgress::toRestore, name));
  }

  /** Closes something before the application, whose end it would not outlive in order. */
  public void closeFirst(AutoCloseable part) {
    closedFirst.addFirst(part);
  }

  @Override
  public boolean isLive() {
    return !hasFailed() && ended.getCount() > 0;
  }

  @Override
  public boolean isReady() {
    return streams.state() == KafkaStreams.State.RUNNING;
  }

  @Override
  public boolean hasStarted() {
    return started;
  }

  @Override
  public Map<String, ?> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("application", name);
    details.put("state", streams.state().name());
    details.put("restored", restore.restored());
    details.put("toRestore", restore.toRestore());
    OptionalLong left = restore.remainingMs();
    details.put("remainingMs", left.isPresent() ? left.getAsLong() : null);
    return details;
  }

  private void onState(KafkaStreams.State now) {
    log.info("state application={} state={}", name, now);
    if (now == KafkaStreams.State.RUNNING) {
      started = true;
      running.countDown();
    }
    if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
      running.countDown();
      ended.countDown();
    }
  }

  private StreamThreadExceptionResponse onFailure(Throwable cause) {
    failed = true;
    log.error(
        "{} application={} cause={}", LogCode.APPLICATION_FAILED, name, cause.toString(), cause);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  void start() {
    streams.start();
  }

  /** Short name, for instance {@code settlement}. */
  public String name() {
    return name;
  }

  /** What Kafka Streams says it is doing. */
  public KafkaStreams.State state() {
    return streams.state();
  }

  /** Whether it ended by a defect. */
  public boolean hasFailed() {
    return failed || streams.state() == KafkaStreams.State.ERROR;
  }

  /** Waits until it processes; false if it does not within that time or has ended. */
  public boolean awaitRunning(Duration timeout) {
    return await(running, timeout) && streams.state().isRunningOrRebalancing();
  }

  /** Waits until it has ended; false if it has not within that time. */
  public boolean awaitEnd(Duration timeout) {
    return await(ended, timeout);
  }

  private static boolean await(CountDownLatch latch, Duration timeout) {
    try {
      return latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The client, for queries and metrics. */
  public KafkaStreams streams() {
    return streams;
  }

  /** Leaves the group, so that nobody waits for this member's session to time out. */
  @Override
  public void close() {
    closeParts();
    CloseOptions leaving =
        CloseOptions.timeout(CLOSE)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leaving)) {
      log.warn("{} application={}", LogCode.NOT_CLOSED_IN_TIME, name);
    }
  }

  private void closeParts() {
    for (AutoCloseable part = closedFirst.poll(); part != null; part = closedFirst.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} application={} cause={}", LogCode.NOT_CLOSED_IN_TIME, name, e.toString());
      }
    }
  }
}
