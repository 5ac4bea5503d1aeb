package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.runtime.Recovery.Step;
import io.proofworks.runtime.RunningApplication.Ending;
import io.proofworks.runtime.RunningApplication.Launcher;
import io.proofworks.settings.SettingsException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one application's client running: does what {@link Recovery} decides. Clients are made and
 * closed on one thread of its own, so there is never more than one.
 */
final class Supervisor {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  /** For a client that has failed: its threads are dead already. */
  private static final Duration RETIRE = Duration.ofSeconds(60);

  private static final Duration START = Duration.ofSeconds(10);

  /** Who has to know. Called by the supervisor's thread or one of the client's. */
  interface Listener {

    /** A client that will be started. */
    void onClient(KafkaStreams client);

    /** It is closed. */
    void onClientGone();

    /** It processes. */
    void onRunning();

    /** It met a failure and goes on. */
    void onRecovery(Step step);

    /** There will be no other. */
    void onEnd();
  }

  private record Due(Step step, Failure failure) {}

  private final String name;
  private final StateHome home;
  private final Launcher launcher;
  private final Listener listener;
  private final Recovery recovery;
  private final ScheduledExecutorService thread;
  private final CountDownLatch launched = new CountDownLatch(1);
  private volatile @Nullable KafkaStreams client;
  private volatile @Nullable Ending ending;
  private volatile @Nullable Failure recoversFrom;
  private volatile boolean closing;
  private volatile boolean clientHasRun;
  private @Nullable Due due;
  private long runningSince;

  Supervisor(String name, StateHome home, Launcher launcher, Listener listener) {
    this.name = name;
    this.home = home;
    this.launcher = launcher;
    this.listener = listener;
    this.recovery = new Recovery(launcher.threads());
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("supervisor-" + name).daemon().factory());
  }

  /**
   * Makes the first client; what stands in its way is met as any other failure.
   *
   * @throws SettingsException when it cannot be made of these settings
   */
  void start() {
    in(Duration.ZERO, this::launch);
    in(Duration.ZERO, launched::countDown);
    await(launched);
    if (ending != null
        && recoversFrom != null
        && recoversFrom.cause() instanceof SettingsException e) {
      throw e;
    }
  }

  /** A client that waits for brokers starts without its caller. */
  private static void await(CountDownLatch latch) {
    try {
      var unused = latch.await(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Optional<KafkaStreams> client() {
    return Optional.ofNullable(client);
  }

  Optional<Ending> ending() {
    return Optional.ofNullable(ending);
  }

  /** The failure after which it has not run again yet. */
  Optional<String> recoversFrom() {
    return Optional.ofNullable(recoversFrom).map(Failure::says);
  }

  boolean isClosing() {
    return closing;
  }

  /** Whether the present client has been running. */
  boolean clientHasRun() {
    return clientHasRun;
  }

  private void launch() {
    if (closing) {
      return;
    }
    try {
      home.requireUsable();
      KafkaStreams next = launcher.launch();
      adopt(next);
      next.start();
    } catch (RuntimeException | Error e) {
      if (closing) {
        log.debug("closed while it was started application={}", name, e);
        return; // interrupted by it, which says nothing about the state directory
      }
      Failure failure = Failure.of(e);
      goOn(new Due(decide(failure, false), failure));
    }
  }

  private void adopt(KafkaStreams next) {
    synchronized (this) {
      due = null;
      runningSince = 0;
      clientHasRun = false;
      client = next;
    }
    next.setStateListener((now, before) -> onState(next, now));
    next.setUncaughtExceptionHandler(thrown -> onFailure(next, thrown));
    listener.onClient(next);
  }

  private void onState(KafkaStreams of, KafkaStreams.State now) {
    log.info("state application={} state={}", name, now);
    switch (now) {
      case RUNNING -> onRunning(of);
      case ERROR -> in(Duration.ZERO, () -> onError(of));
      case CREATED, REBALANCING, PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR -> {}
    }
  }

  private void onRunning(KafkaStreams of) {
    synchronized (this) {
      if (of != client || due != null) {
        return;
      }
      runningSince = runningSince == 0 ? System.nanoTime() : runningSince;
      clientHasRun = true;
    }
    recoversFrom = null;
    listener.onRunning();
  }

  /** On the thread that failed. All threads of a client that is given up are given up with it. */
  private StreamThreadExceptionResponse onFailure(KafkaStreams of, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    Step step;
    synchronized (this) {
      if (of != client || due != null || closing) {
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
      step = decide(failure, !isGlobal(Thread.currentThread()));
      due = step instanceof Step.AnotherThread ? null : new Due(step, failure);
    }
    if (!(step instanceof Step.AnotherThread(Duration after))) {
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    tell(step, failure);
    pause(after);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** The one that Kafka Streams cannot replace. */
  private static boolean isGlobal(Thread thread) {
    return thread.getName().endsWith("GlobalStreamThread");
  }

  private synchronized Step decide(Failure failure, boolean inThread) {
    Duration ran =
        runningSince == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - runningSince);
    runningSince = runningSince == 0 ? 0 : System.nanoTime();
    return recovery.after(failure, ran, inThread);
  }

  private void onError(KafkaStreams of) {
    if (of != client || closing) {
      return;
    }
    Due what;
    synchronized (this) {
      what = due;
    }
    if (what == null) {
      Failure failure = Failure.of(new IllegalStateException("the client ended without a reason"));
      what = new Due(decide(failure, false), failure);
    }
    goOn(what);
  }

  /** On the supervisor's thread. */
  private void goOn(Due what) {
    recoversFrom = what.failure();
    retire();
    switch (what.step()) {
      case Step.End(boolean byRecord) -> end(what.failure(), byRecord);
      case Step.AnotherClient(Duration after, Recovery.Aside aside) -> {
        tell(what.step(), what.failure());
        try {
          setAside(aside, what.failure());
          in(after, this::launch);
        } catch (StateUnusableException e) {
          end(Failure.of(e), false);
        }
      }
      case Step.AnotherThread step -> throw new IllegalStateException("no client to give it to");
    }
  }

  private void setAside(Recovery.Aside aside, Failure failure) {
    switch (aside) {
      case NOTHING -> {}
      case TASK -> home.setAside(failure.task());
      case ALL -> home.setAside(Optional.empty());
    }
  }

  private void retire() {
    KafkaStreams old = client;
    if (old != null) {
      client = null;
      if (!old.close(RETIRE)) {
        log.warn("{} application={}", LogCode.NOT_CLOSED_IN_TIME, name);
      }
      listener.onClientGone();
    }
  }

  private void tell(Step step, Failure failure) {
    log.warn(
        "{} application={} kind={} how={} cause={}",
        LogCode.APPLICATION_RECOVERS,
        name,
        failure.kind(),
        step,
        failure.says());
    log.debug("recovers application={}", name, failure.cause());
    listener.onRecovery(step);
  }

  private void end(Failure failure, boolean byRecord) {
    LogCode code = byRecord ? LogCode.RECORD_STOPS : failure.kind().code();
    String says = failure.record().map(r -> "record=" + r + " ").orElse("") + failure.says();
    ending = new Ending(code, says, failure.kind().exitCode());
    log.error("{} application={} cause={}", code, name, says);
    boolean explained = !byRecord && code != LogCode.APPLICATION_FAILED;
    log.atLevel(explained ? Level.DEBUG : Level.ERROR).setCause(failure.cause()).log("cause");
    listener.onEnd();
  }

  /** Only a damaged copy is the client's; it is given up as if a thread of its own had met it. */
  void report(Throwable thrown) {
    Failure failure = Failure.of(thrown);
    if (failure.kind() == Failure.Kind.DAMAGED) {
      in(Duration.ZERO, () -> giveUp(failure));
    }
  }

  private void giveUp(Failure failure) {
    Step step;
    synchronized (this) {
      if (client == null || due != null || closing || ending != null) {
        return;
      }
      step = decide(failure, false);
      due = new Due(step, failure);
    }
    goOn(new Due(step, failure));
  }

  private void in(Duration pause, Runnable work) {
    try {
      var unused = thread.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("closed already application={}", name);
    }
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the client, whatever it is at, and makes no other. */
  void close(Duration timeout, GroupMembershipOperation membership) {
    closing = true;
    thread.shutdownNow();
    awaitThread(timeout);
    KafkaStreams last = client;
    if (last != null
        && !last.close(CloseOptions.timeout(timeout).withGroupMembershipOperation(membership))) {
      log.warn("{} application={}", LogCode.NOT_CLOSED_IN_TIME, name);
    }
    if (last != null) {
      listener.onClientGone();
    }
    listener.onEnd();
  }

  private void awaitThread(Duration timeout) {
    try {
      var unused = thread.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
