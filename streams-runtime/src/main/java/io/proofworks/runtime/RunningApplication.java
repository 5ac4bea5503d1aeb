package io.proofworks.runtime;

import java.time.Duration;
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
public final class RunningApplication implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningApplication.class);
  private static final Duration CLOSE = Duration.ofSeconds(30);

  private final String name;
  private final KafkaStreams streams;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean failed;

  RunningApplication(String name, KafkaStreams streams) {
    this.name = name;
    this.streams = streams;
    streams.setStateListener((now, before) -> onState(now));
    streams.setUncaughtExceptionHandler(this::onFailure);
  }

  private void onState(KafkaStreams.State now) {
    log.info("state application={} state={}", name, now);
    if (now == KafkaStreams.State.RUNNING) {
      running.countDown();
    }
    if (now == KafkaStreams.State.NOT_RUNNING || now == KafkaStreams.State.ERROR) {
      running.countDown();
      ended.countDown();
    }
  }

  private StreamThreadExceptionResponse onFailure(Throwable cause) {
    failed = true;
    log.error("failed application={} cause={}", name, cause.toString(), cause);
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
    CloseOptions leaving =
        CloseOptions.timeout(CLOSE)
            .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);
    if (!streams.close(leaving)) {
      log.warn("not closed in time application={}", name);
    }
  }
}
