package io.proofworks.worker;

import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.aggregator.AggregatorLoop;
import io.proofworks.worker.domain.ReadAgain;
import io.proofworks.worker.journal.JournalException;
import io.proofworks.worker.journal.ReadingMark;
import io.proofworks.worker.prover.ProverLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where in the log a worker begins to read: what it owes is there in whole, and so little else that
 * it has read it before a window closes. One thread uses it.
 */
final class Bookmark {

  private static final Logger log = LoggerFactory.getLogger(Bookmark.class);

  /** What is said once, and over some time later; the others say how things are. */
  private static final List<Topic<?>> PASSING =
      List.of(
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.VERDICTS,
          Topics.CHILD_PROOFS,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS);

  /** Receipts are kept for ever; the jobs that they end are not. */
  private static final Duration RECEIPTS =
      Topics.AGGREGATION_JOBS.retention().orElseThrow().plusDays(1);

  private static final long EVERY_MILLIS = 2_000;

  private final ReadingMark mark;
  private final InstantSource clock;
  private long newest;
  private long dueAt;

  Bookmark(ReadingMark mark, InstantSource clock) {
    this.mark = mark;
    this.clock = clock;
  }

  /** Lets the feed begin here. */
  void begin(MarketFeed feed) {
    feed.since(clock.millis() - RECEIPTS.toMillis(), List.of(Topics.RECEIPTS));
    mark.time().ifPresent(time -> feed.since(time, PASSING));
  }

  /** A record of that append time was read, epoch milliseconds. */
  void read(long at) {
    newest = Math.max(newest, at);
  }

  /** To be called often: what was owed and is decided need not be read again. */
  void onTime(ProverLoop prover, AggregatorLoop aggregator) {
    long now = clock.millis();
    if (newest == 0 || now < dueAt) {
      return;
    }
    dueAt = now + EVERY_MILLIS;
    LongStream owed =
        LongStream.concat(prover.oldestOwed().stream(), aggregator.oldestOwed().stream());
    try {
      mark.advance(ReadAgain.from(newest, owed.min(), prover.oldestWaiting()));
    } catch (JournalException e) {
      log.info("the next start reads more cause={}", e.getMessage());
    }
  }
}
