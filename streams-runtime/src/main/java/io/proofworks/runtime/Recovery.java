package io.proofworks.runtime;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides how an application goes on after a failure, from the kind of failure and from how often
 * it has tried. It knows neither Kafka nor a clock.
 *
 * <pre>
 *   failure ---> another thread, where others go on meanwhile, at most {@value #THREADS} in a row
 *           ---> another client, as often as the kind of failure is worth it
 *           ---> the end: what cannot heal, or {@value #SAME_RECORD} failures at one record
 * </pre>
 *
 * Tries are counted from the last time that the application was healthy for {@link
 * Retries#HEALTHY}; the pauses between them are those of {@link Retries}. A thread of a
 * single-threaded client is not replaced: the new one would wait for the session of the dead one to
 * time out, and a new client with the same instance id takes its partitions back at once.
 */
final class Recovery {

  /** Threads replaced in a row before the whole client is. */
  static final int THREADS = 3;

  /** Failures at the same record after which it is the record's. */
  static final int SAME_RECORD = 3;

  /** How to go on. */
  sealed interface Step {

    /** With another thread in the same client. */
    record AnotherThread(Duration after) implements Step {}

    /**
     * With another client.
     *
     * @param aside what to move out of its way first
     */
    record AnotherClient(Duration after, Aside aside) implements Step {}

    /**
     * Not at all.
     *
     * @param byRecord whether one record stops it
     */
    record End(boolean byRecord) implements Step {}
  }

  /** What of the state on disk is not to be used again. */
  enum Aside {
    NOTHING,
    /** The task that the failure names. */
    TASK,
    ALL
  }

  private final Map<Failure.Kind, Integer> tries = new EnumMap<>(Failure.Kind.class);
  private final Map<String, Integer> atRecord = new HashMap<>();
  private final boolean others;
  private int threads;
  private int inARow;

  /**
   * @param streamThreads of the client
   */
  Recovery(int streamThreads) {
    this.others = streamThreads > 1;
  }

  /**
   * What to do about a failure.
   *
   * @param ran how long the client had been running before it
   * @param inThread whether a stream thread met it, and not the client in starting
   */
  Step after(Failure failure, Duration ran, boolean inThread) {
    if (ran.compareTo(Retries.HEALTHY) >= 0) {
      forget();
    }
    if (failure.record().isPresent()
        && failure.kind() == Failure.Kind.DEFECT
        && atRecord.merge(failure.record().get(), 1, Integer::sum) >= SAME_RECORD) {
      return new Step.End(true);
    }
    int tried = tries.getOrDefault(failure.kind(), 0);
    if (tried >= failure.kind().tries()) {
      return new Step.End(false);
    }
    return inThread && mayReplace(failure.kind()) ? anotherThread() : anotherClient(failure, tried);
  }

  private boolean mayReplace(Failure.Kind kind) {
    return others
        && threads < THREADS
        && (kind == Failure.Kind.PASSING || kind == Failure.Kind.DEFECT);
  }

  private Step anotherThread() {
    threads++;
    return new Step.AnotherThread(pause());
  }

  private Step anotherClient(Failure failure, int tried) {
    tries.put(failure.kind(), tried + 1);
    return new Step.AnotherClient(pause(), aside(failure, tried));
  }

  /** When a task's copy was not all that was damaged, nothing of it is trusted. */
  private static Aside aside(Failure failure, int tried) {
    if (failure.kind() != Failure.Kind.DAMAGED) {
      return Aside.NOTHING;
    }
    return failure.task().isPresent() && tried == 0 ? Aside.TASK : Aside.ALL;
  }

  private Duration pause() {
    return Retries.pause(inARow++);
  }

  private void forget() {
    tries.clear();
    atRecord.clear();
    threads = 0;
    inARow = 0;
  }
}
