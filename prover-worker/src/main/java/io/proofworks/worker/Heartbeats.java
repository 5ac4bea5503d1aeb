package io.proofworks.worker;

import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.messages.SignedMessages;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.SigningException;
import io.proofworks.topics.Topics;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.MarketWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says every so often that the worker is there and what it has room for; at once when it gives a
 * task back, when another market has taken up its room, and when it offers fewer slots than it did:
 * what it is leased meanwhile may take the bond of what it works on. One thread uses it.
 */
final class Heartbeats {

  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  /**
   * What it says of its work.
   *
   * @param capacity proofs at once, at least 1
   * @param inFlight tasks and jobs in hand
   * @param elsewhere tasks of other markets that take up its room
   * @param slots aggregation jobs at once; -1 for one that is no aggregator
   * @param aggregating aggregation jobs in hand
   */
  record Load(
      int capacity, int inFlight, int elsewhere, boolean draining, int slots, int aggregating) {}

  /** The market takes no more at once. */
  private static final int MOST_DECLINES = 512;

  private static final long NEVER = Long.MAX_VALUE;

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final MarketWriter writer;
  private final Clock clock;
  private final List<Decline> untold = new ArrayList<>();
  private long dueAt;
  private long sequence;
  private int saidSlots = -1;
  private int saidElsewhere;

  /** Set by the producer's thread. */
  private volatile long saidThatItDrainsAt = NEVER;

  Heartbeats(WorkerSettings settings, WorkerKeys keys, MarketWriter writer, Clock clock) {
    this.settings = settings;
    this.keys = keys;
    this.writer = writer;
    this.clock = clock;
  }

  /** The next one is due now. */
  void hurry() {
    dueAt = 0;
  }

  /**
   * When the brokers had one that says that it drains, epoch milliseconds of this clock. Nobody
   * reads what they do not have, however long ago it was sent.
   */
  OptionalLong saidThatItDrainsAt() {
    long at = saidThatItDrainsAt;
    return at == NEVER ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /**
   * Sends one if it is due, and the market knows the worker: it hears nobody else.
   *
   * @param givenBack hands out what was given back since the last call; not asked before it can be
   *     said
   */
  void onTime(boolean registered, Load load, Supplier<List<Decline>> givenBack) {
    if (!registered) {
      return;
    }
    List<Decline> news = givenBack.get();
    untold.addAll(news);
    long now = clock.millis();
    boolean offersLess = load.slots() < saidSlots || load.elsewhere() > saidElsewhere;
    if (now < dueAt && news.isEmpty() && !offersLess) {
      return;
    }
    dueAt = now + settings.heartbeatInterval().toMillis();
    saidSlots = load.slots();
    saidElsewhere = load.elsewhere();
    send(load);
  }

  /** One that is not signed is left out; the next says what it would have given back. */
  private void send(Load load) {
    List<Decline> declines = untold.subList(0, Math.min(untold.size(), MOST_DECLINES));
    sequence = Math.max(sequence + 1, clock.millis());
    try {
      writer.send(
          Topics.HEARTBEATS,
          keys.id().hex(),
          signed(load, List.copyOf(declines)),
          load.draining() ? this::saidThatItDrains : () -> {});
      declines.clear();
    } catch (SigningException e) {
      log.warn("{} worker={} cause={}", LogCode.SIGNER_SILENT, settings.name(), e.getMessage());
    }
  }

  private void saidThatItDrains() {
    saidThatItDrainsAt = Math.min(saidThatItDrainsAt, clock.millis());
  }

  private Heartbeat signed(Load load, List<Decline> declines) {
    return SignedMessages.sign(
        Heartbeat.newBuilder()
            .setDomain(settings.domain().hex())
            .setProverId(keys.id().hex())
            .setSequence(sequence)
            .setCapacity(load.capacity())
            .setInFlight(load.inFlight() + load.elsewhere())
            .setDraining(load.draining())
            .setDeclines(declines)
            .setSignature(ByteBuffer.allocate(0))
            .setAggregationSlots(load.slots())
            .setAggregating(load.aggregating())
            .build(),
        keys.session());
  }
}
