package io.proofworks.runtime;

import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One application at work. A failure that may pass costs it a thread or a client, and it goes on by
 * itself with another one; what cannot heal ends it, and says so. What was not committed is done
 * again either way.
 */
public final class RunningApplication implements AutoCloseable, Health {

  private static final Logger log = LoggerFactory.getLogger(RunningApplication.class);
  private static final Duration CLOSE = Duration.ofSeconds(30);

  /** Log time that an application may be behind and still counts as keeping up. */
  static final Duration KEEPS_UP = Duration.ofSeconds(10);

  private final String name;
  private final Meters meters;
  private final Deque<AutoCloseable> closedFirst = new ConcurrentLinkedDeque<>();
  private final Deque<AutoCloseable> closedLast = new ConcurrentLinkedDeque<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RestoreProgress restore = new RestoreProgress(System::nanoTime);
  private final Backlog backlog;
  private final Supervisor supervisor;
  private volatile AutoCloseable clientMeters = () -> {};
  private volatile boolean started;

  /** Why it is no longer there. */
  public record Ending(LogCode code, String cause, int exitCode) {}

  RunningApplication(String name, StateHome home, Launcher launcher, Meters meters) {
    this.name = name;
    this.meters = meters;
    this.backlog = launcher.backlog();
    this.supervisor = new Supervisor(name, home, launcher, new Events());
    show();
  }

  /** Makes clients of one application, each from a topology of its own. */
  interface Launcher {

    /** A client that has not been started. */
    KafkaStreams launch();

    /** What the clients have yet to work off. */
    Backlog backlog();

    /** Stream threads of each client. */
    int threads();
  }

  /** What the supervisor tells. */
  private final class Events implements Supervisor.Listener {

    @Override
    public void onClient(KafkaStreams streams) {
      streams.setGlobalStateRestoreListener(restore);
      clientMeters = meters.showKafka(name, streams::metrics);
    }

    @Override
    public void onClientGone() {
      closeQuietly(clientMeters);
      clientMeters = () -> {};
      restore.forget();
    }

    @Override
    public void onRunning() {
      started = true;
      running.countDown();
    }

    @Override
    public void onRecovery(Recovery.Step step) {
      String means =
          switch (step) {
            case Recovery.Step.AnotherThread s -> "thread";
            case Recovery.Step.AnotherClient(Duration after, Recovery.Aside aside) ->
                aside == Recovery.Aside.NOTHING ? "client" : "state";
            case Recovery.Step.End s -> "none";
          };
      meters.count(Metric.APPLICATION_RECOVERIES, name, means);
    }

    @Override
    public void onEnd() {
      running.countDown();
      ended.countDown();
    }
  }

  private void show() {
    show(Metric.APPLICATION_READY, self -> self.isReady() ? 1 : 0, name);
    show(Metric.APPLICATION_FAILED, self -> self.hasFailed() ? 1 : 0, name);
    show(Metric.APPLICATION_LAG_SECONDS, self -> self.behind().toMillis() / 1e3, name);
    show(Metric.RESTORE_REMAINING, self -> self.restore.toRestore(), name);
    for (Condition one : Condition.values()) {
      show(Metric.APPLICATION_CONDITION, self -> self.condition() == one ? 1 : 0, name, one.code());
    }
  }

  private void show(
      Metric metric,
      java.util.function.ToDoubleFunction<RunningApplication> number,
      String... labels) {
    closedFirst.add(meters.show(metric, this, number, labels));
  }

  /** Closes something before the application, whose end it would not outlive in order. */
  public void closeFirst(AutoCloseable part) {
    closedFirst.addFirst(part);
  }

  /** Closes something behind the application, which uses it to its end. */
  void closeLast(AutoCloseable part) {
    closedLast.addFirst(part);
  }

  @Override
  public Condition condition() {
    if (supervisor.ending().isPresent()) {
      return Condition.FAILED;
    }
    if (supervisor.isClosing()) {
      return Condition.STOPPING;
    }
    return switch (state()) {
      case RUNNING -> behind().compareTo(KEEPS_UP) > 0 ? Condition.BEHIND : Condition.WORKING;
      case REBALANCING ->
          supervisor.clientHasRun() && restore.toRestore() == 0
              ? Condition.MOVING
              : Condition.STARTING;
      case CREATED, PENDING_ERROR, ERROR, PENDING_SHUTDOWN, NOT_RUNNING -> Condition.STARTING;
    };
  }

  @Override
  public boolean isLive() {
    return condition() != Condition.FAILED && ended.getCount() > 0;
  }

  @Override
  public boolean hasStarted() {
    return started;
  }

  @Override
  public Map<String, ?> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("application", name);
    details.put("state", state().name());
    details.put("behindMs", behind().toMillis());
    details.put("restored", restore.restored());
    details.put("toRestore", restore.toRestore());
    OptionalLong left = restore.remainingMs();
    details.put("remainingMs", left.isPresent() ? left.getAsLong() : null);
    details.put("recoversFrom", supervisor.recoversFrom().orElse(null));
    return details;
  }

  private Duration behind() {
    return backlog.behind(System.currentTimeMillis());
  }

  void start() {
    supervisor.start();
  }

  /** Short name, for instance {@code settlement}. */
  public String name() {
    return name;
  }

  /** What Kafka Streams says it is doing; CREATED while there is no client. */
  public KafkaStreams.State state() {
    return supervisor.client().map(KafkaStreams::state).orElse(KafkaStreams.State.CREATED);
  }

  /** Whether it ended by a failure. */
  public boolean hasFailed() {
    return ending().isPresent();
  }

  /** Why it ended; empty while it goes on, and when it was closed. */
  public Optional<Ending> ending() {
    return supervisor.ending();
  }

  /**
   * Somebody who reads its stores met a failure. If their copy on disk is damaged it is set aside
   * and made again; anything else is the reader's own.
   */
  public void report(Throwable failure) {
    supervisor.report(failure);
  }

  /** Waits until it processes; false if it does not within that time or has ended. */
  public boolean awaitRunning(Duration timeout) {
    return await(running, timeout) && state().isRunningOrRebalancing();
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

  /**
   * The client that is at work now, for queries. Another one may be in its place a moment later, so
   * it is not to be kept.
   *
   * @throws IllegalStateException while there is none
   */
  public KafkaStreams streams() {
    return supervisor
        .client()
        .orElseThrow(() -> new IllegalStateException(name + " has no client at the moment"));
  }

  /** Leaves the group, so that nobody waits for this member's session to time out. */
  @Override
  public void close() {
    closeQuietly(closedFirst);
    supervisor.close(CLOSE, GroupMembershipOperation.LEAVE_GROUP);
    closeQuietly(closedLast);
  }

  private void closeQuietly(Deque<AutoCloseable> parts) {
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
      closeQuietly(part);
    }
  }

  private void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("{} application={} cause={}", LogCode.NOT_CLOSED_IN_TIME, name, e.toString());
    }
  }
}
