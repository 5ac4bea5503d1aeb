package io.proofworks.worker;

import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.worker.domain.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one process: one in each market that it serves, all of one owner. What ends one of
 * them does not end the others, and while they work it is started again: its journal has what it
 * owes. Who serves one market alone is started again by whoever has started the process.
 */
final class Workers implements Health, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Backoff AGAIN = new Backoff(5_000, 300_000);

  /** Starts the worker of a market; also when one was there before. */
  @FunctionalInterface
  interface Start {
    MarketWorker start() throws IOException;
  }

  /** The worker of a market, and those that have been in its place. */
  private static final class Post {

    private final Start start;
    private volatile MarketWorker worker;
    private volatile double missedBefore;
    private long startedAt;
    private int failures;
    private long againAt;

    Post(Start start, long now) throws IOException {
      this.start = start;
      this.startedAt = now;
      this.worker = start.start();
    }

    boolean hasFailed() {
      return !worker.isLive() && !worker.isDraining();
    }

    double missed() {
      return missedBefore + worker.missed();
    }

    /** Whether it is time to start it again; the pause begins when this is asked first. */
    boolean isDue(long now) {
      if (againAt == 0) {
        failures = now - startedAt > AGAIN.mostMillis() ? 1 : failures + 1;
        againAt = now + AGAIN.after(failures);
        log.warn(
            "{} worker={} afterMs={}",
            LogCode.WORKER_RECOVERS,
            worker.name(),
            AGAIN.after(failures));
      }
      return now >= againAt;
    }

    /** Another one, which is not in its place yet; none if that fails too. */
    Optional<MarketWorker> again(long now) {
      againAt = 0;
      startedAt = now;
      try {
        return Optional.of(start.start());
      } catch (IOException | RuntimeException e) {
        log.warn("{} worker={} cause={}", LogCode.WORKER_RECOVERS, worker.name(), e.toString());
        return Optional.empty();
      }
    }

    void take(MarketWorker next) {
      missedBefore = missed();
      worker = next;
    }
  }

  private final List<Post> posts;
  private final InstantSource clock;
  private volatile boolean draining;

  private Workers(List<Post> posts, InstantSource clock) {
    this.posts = List.copyOf(posts);
    this.clock = clock;
  }

  /**
   * Starts one after the other; none is left behind if another does not start.
   *
   * @param starts at least one
   * @throws IOException if keys or journal of one cannot be used
   */
  static Workers start(List<Start> starts, InstantSource clock) throws IOException {
    List<Post> posts = new ArrayList<>();
    try {
      for (Start start : starts) {
        posts.add(new Post(start, clock.millis()));
      }
    } catch (IOException | RuntimeException e) {
      posts.forEach(post -> post.worker.abort());
      throw e;
    }
    return new Workers(posts, clock);
  }

  /** Returns when all have ended. */
  void work() {
    while (isLive()) {
      mend(clock.millis());
      posts.stream()
          .map(post -> post.worker)
          .filter(MarketWorker::isLive)
          .findFirst()
          .ifPresent(worker -> worker.await(LOOK));
    }
  }

  /** Starting one may take long, and those that drain do not wait for it. */
  private void mend(long now) {
    for (Post post : posts) {
      if (!draining && post.hasFailed() && post.isDue(now)) {
        post.again(now).ifPresent(next -> take(post, next));
      }
    }
  }

  private synchronized void take(Post post, MarketWorker next) {
    post.take(next);
    if (draining) {
      next.drain();
    }
  }

  /** Shows what they are at work on. */
  void show(Meters meters) {
    var unused = meters.show(Metric.WORKER_IN_FLIGHT, this, Workers::inFlight);
    var unusedToo = meters.show(Metric.WORKER_OPEN_BONDS, this, Workers::openBonds);
    meters.follow(Metric.WORKER_RECORDS_MISSED, this, Workers::missed);
  }

  private int inFlight() {
    return posts.stream().mapToInt(post -> post.worker.inFlight()).sum();
  }

  private int openBonds() {
    return posts.stream().anyMatch(post -> post.worker.saidOpenBonds()) ? 1 : 0;
  }

  private double missed() {
    return posts.stream().mapToDouble(Post::missed).sum();
  }

  /** Who they all are. */
  String id() {
    return posts.getFirst().worker.id();
  }

  /** Whether one of them is there. */
  @Override
  public boolean isLive() {
    return posts.stream().anyMatch(post -> post.worker.isLive());
  }

  /** The worst of theirs; one that has failed is started again while others are there. */
  @Override
  public Condition condition() {
    boolean mended = isLive();
    return posts.stream()
        .map(post -> post.worker.condition())
        .map(one -> one == Condition.FAILED && mended ? Condition.STARTING : one)
        .max(Condition::compareTo)
        .orElseThrow();
  }

  @Override
  public boolean hasStarted() {
    return posts.stream().allMatch(post -> post.worker.hasStarted());
  }

  /** Of several, which one is how. */
  @Override
  public Map<String, ?> details() {
    if (posts.size() == 1) {
      return posts.getFirst().worker.details();
    }
    Map<String, String> details = new TreeMap<>(Map.of("prover", id()));
    posts.forEach(
        post -> details.put("worker " + post.worker.name(), post.worker.condition().code()));
    return details;
  }

  /** Whether they were asked to end, or have ended so of themselves. */
  boolean areDraining() {
    return posts.stream().allMatch(post -> post.worker.isDraining());
  }

  /** Whether a bond hangs on something that one still had to do; meant for after their end. */
  boolean haveOpenBonds() {
    return posts.stream().anyMatch(post -> post.worker.hasOpenBonds());
  }

  private synchronized void drain() {
    draining = true;
    posts.forEach(post -> post.worker.drain());
  }

  /** Drains all of them at once, and waits for each. */
  @Override
  public void close() {
    drain();
    posts.forEach(post -> post.worker.close());
  }
}
