package io.proofworks.worker;

import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Role;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.Backoff;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker reads of the market. No record ends the worker, and neither does a registry that is
 * away: it is waited for. Used by one thread.
 */
final class MarketFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MarketFeed.class);
  private static final Backoff REGISTRY = new Backoff(1_000, 30_000);

  private final WorkerSettings settings;
  private final MarketSerdes serdes;
  private final InstantSource clock;
  private final LogReader.Builder topics;
  private final LogReader reader;
  private boolean knowsSchemas;
  private int registryAsked;
  private long askRegistryAt;

  /** Collects what is to be read. */
  interface Wish {
    void readOn(MarketFeed feed);
  }

  MarketFeed(
      WorkerSettings settings,
      MarketSerdes serdes,
      InstantSource clock,
      Consumer<LogReader.Gap> onGap,
      Wish wish) {
    this(settings, serdes, clock, onGap, wish, LogReader.Builder::fromBeginning);
  }

  /**
   * @param begin makes the reader of what was collected
   */
  MarketFeed(
      WorkerSettings settings,
      MarketSerdes serdes,
      InstantSource clock,
      Consumer<LogReader.Gap> onGap,
      Wish wish,
      Function<LogReader.Builder, LogReader> begin) {
    this.settings = settings;
    this.serdes = serdes;
    this.clock = clock;
    this.topics = LogReader.of(settings.kafka(), serdes).onGap(onGap);
    wish.readOn(this);
    this.reader = begin.apply(topics);
  }

  /**
   * Hands each record of the topic to that handler. The last resort: no record of the log may end a
   * worker that has bonds to save, now and again at each start.
   */
  <V extends SpecificRecord> void on(Topic<V> topic, Consumer<V> handler) {
    topics.on(topic, record -> handOn(topic, handler, record));
  }

  /** The same with append times, epoch milliseconds. */
  <V extends SpecificRecord> void onTimed(Topic<V> topic, LogReader.TimedHandler<V> handler) {
    topics.onTimed(
        topic, (record, time) -> handOn(topic, timed -> handler.accept(timed, time), record));
  }

  /** Leaves out what of these topics was appended before that time, epoch milliseconds. */
  void since(long time, List<Topic<?>> later) {
    later.forEach(topic -> topics.since(topic, time));
  }

  private <V> void handOn(Topic<?> topic, Consumer<V> handler, V record) {
    try {
      handler.accept(record);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error(
          "{} worker={} topic={} cause={}",
          LogCode.RECORD_PASSED_OVER,
          settings.name(),
          topic.name(),
          e.toString(),
          e);
    }
  }

  /** Hands on what has arrived; waits at most that long for the first record. */
  void read(Duration timeout) {
    try {
      if (knowsSchemas()) {
        reader.poll(timeout);
      } else {
        Thread.sleep(timeout);
      }
    } catch (RegistryException e) {
      log.warn("{} worker={} cause={}", LogCode.REGISTRY_SILENT, settings.name(), e.getMessage());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Before anything hangs on a record that could then not be written. */
  private boolean knowsSchemas() {
    long now = clock.millis();
    if (!knowsSchemas && now >= askRegistryAt) {
      registryAsked++;
      askRegistryAt = now + REGISTRY.after(registryAsked);
      serdes.lookUp(written());
      knowsSchemas = true;
    }
    return knowsSchemas;
  }

  private List<Topic<?>> written() {
    List<Topic<?>> written = new ArrayList<>(List.of(Topics.REGISTRATIONS, Topics.HEARTBEATS));
    if (settings.roles().contains(Role.PROVER)) {
      written.addAll(List.of(Topics.COMMITMENTS, Topics.REVEALS));
    }
    if (settings.roles().contains(Role.AGGREGATOR)) {
      written.add(Topics.AGGREGATES);
    }
    return written;
  }

  /** Whether everything that was on the log at the start has been handed on. */
  boolean caughtUp() {
    return knowsSchemas && reader.caughtUp();
  }

  /** Records that were deleted before they could be read; for any thread. */
  long missed() {
    return reader.missed();
  }

  @Override
  public void close() {
    reader.close();
  }
}
