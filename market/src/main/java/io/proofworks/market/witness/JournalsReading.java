package io.proofworks.market.witness;

import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads for a {@link MarketWitness} what stands on the market's topics: first what it published
 * itself, then entries and checkpoints side by side, so that few of either have to wait for the
 * others. Used by one thread.
 */
public final class JournalsReading implements AutoCloseable {

  private final LogReader own;
  private final LogReader checkpoints;
  private final LogReader entries;
  private long checkpointsUpTo;
  private long entriesUpTo;

  /**
   * @param kafka client settings: at least {@code bootstrap.servers}
   */
  public JournalsReading(Map<String, Object> kafka, MarketSerdes serdes, MarketWitness witness) {
    this(() -> LogReader.of(kafka, serdes), LogReader.Builder::fromBeginning, witness);
  }

  /**
   * @param readers of what the witness has not read
   * @param begin has one begin at the first records of its topic
   */
  JournalsReading(
      Supplier<LogReader.Builder> readers,
      Function<LogReader.Builder, LogReader> begin,
      MarketWitness witness) {
    own = begin.apply(readers.get().on(Topics.COSIGNATURES, witness::cosignature));
    checkpoints =
        begin.apply(
            readers
                .get()
                .onTimed(
                    Topics.CHECKPOINTS,
                    (record, time) -> {
                      checkpointsUpTo = time;
                      witness.checkpoint(record);
                    }));
    entries =
        begin.apply(
            readers
                .get()
                .onTimed(
                    Topics.JOURNAL,
                    (record, time) -> {
                      entriesUpTo = time;
                      witness.entry(record);
                    }));
  }

  /** Hands on all that the witness had published when this began. */
  public void readOwn(Duration patience) {
    while (!own.caughtUp()) {
      own.poll(patience);
    }
  }

  /** Hands on what has arrived: of that topic which is behind, once they are read of both. */
  public void poll(Duration patience) {
    boolean journal = entries.caughtUp();
    boolean signed = checkpoints.caughtUp();
    if (journal || (!signed && checkpointsUpTo <= entriesUpTo)) {
      checkpoints.poll(patience);
    }
    if (signed || (!journal && entriesUpTo < checkpointsUpTo)) {
      entries.poll(patience);
    }
    if (isCaughtUp()) {
      own.poll(Duration.ZERO);
    }
  }

  /** Whether all that was on the topics when this began has been handed on. */
  public boolean isCaughtUp() {
    return checkpoints.caughtUp() && entries.caughtUp();
  }

  @Override
  public void close() {
    own.close();
    checkpoints.close();
    entries.close();
  }
}
