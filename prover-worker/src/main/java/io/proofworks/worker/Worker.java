package io.proofworks.worker;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Verdict;
import io.proofworks.operations.Condition;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Role;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.aggregator.AggregatorLoop;
import io.proofworks.worker.domain.Departure;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.journal.ProverJournal;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.prover.ProverLoop;
import io.proofworks.worker.proving.CheckedBackend;
import io.proofworks.worker.proving.ProvingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One prover or aggregator at work: a thread that reads the log, lets its loops act, and says that
 * it is alive. {@link #close} drains: no new work, open commits are revealed, then it ends.
 */
public final class Worker implements MarketWorker {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration POLL = Duration.ofMillis(20);

  /**
   * What a worker works with.
   *
   * @param verifiers the proof systems of the market: no proof is committed to that they refuse
   * @param hardware threads on which proofs are made; may be shared by workers of one machine
   * @param places how many it makes at once; shared by workers that have so many among them
   * @param schemes aggregation schemes by id
   */
  public record Equipment(
      ProvingBackend backend,
      VerifierRegistry verifiers,
      Set<String> proofSystems,
      Map<String, AggregationScheme> schemes,
      ExecutorService hardware,
      Places places,
      MarketSerdes serdes,
      ProverConduct proverConduct,
      AggregatorConduct aggregatorConduct,
      Clock clock) {

    /** The same with other places. */
    Equipment with(Places others) {
      return new Equipment(
          backend,
          verifiers,
          proofSystems,
          schemes,
          hardware,
          others,
          serdes,
          proverConduct,
          aggregatorConduct,
          clock);
    }
  }

  private final WorkerSettings settings;
  private final WorkerKeys keys;
  private final ProverJournal journal;
  private final Bookmark bookmark;
  private final MarketWriter writer;
  private final MarketFeed feed;
  private final Registrar registrar;
  private final ProverLoop prover;
  private final AggregatorLoop aggregator;
  private final Clock clock;
  private final Departure departure;
  private final Heartbeats heartbeats;
  private final Thread thread;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean draining;
  private volatile boolean aborted;
  private volatile boolean registered;
  private boolean drained;
  private volatile boolean live;

  /** As it was after the last step, for other threads. */
  private volatile boolean bondsOpen;

  private Worker(WorkerSettings settings, Equipment equipment) throws IOException {
    this.settings = settings;
    this.clock = equipment.clock();
    this.departure = new Departure(settings.drainTimeout().toMillis());
    Files.createDirectories(settings.dataDir()); // a worker's own, and not a key's
    this.keys = WorkerKeys.loadOrCreate(settings.dataDir().resolve("keys"), settings.keys());
    this.journal = ProverJournal.open(settings.dataDir().resolve("journal"));
    this.bookmark = new Bookmark(journal.mark(), clock);
    this.writer = new MarketWriter(settings.kafka(), equipment.serdes());
    this.heartbeats = new Heartbeats(settings, keys, writer, clock);
    this.registrar =
        new Registrar(settings, keys, equipment.proofSystems(), equipment.backend(), writer, clock);
    this.prover =
        new ProverLoop(
            settings,
            keys,
            journal,
            new CheckedBackend(equipment.backend(), equipment.verifiers()),
            equipment.proverConduct(),
            equipment.hardware(),
            equipment.places(),
            writer,
            clock);
    this.aggregator =
        new AggregatorLoop(
            settings,
            keys,
            equipment.schemes(),
            equipment.aggregatorConduct(),
            (batchId, aggregate) -> writer.send(Topics.AGGREGATES, batchId, aggregate),
            clock);
    this.feed = new MarketFeed(settings, equipment.serdes(), clock, this::onGap, this::wish);
    this.thread = Thread.ofPlatform().name("worker-" + settings.name()).unstarted(this::run);
  }

  /**
   * Opens keys and journal and starts to work.
   *
   * @throws IOException if keys or journal cannot be used
   */
  public static Worker start(WorkerSettings settings, Equipment equipment) throws IOException {
    Worker worker = new Worker(settings, equipment);
    worker.thread.start();
    return worker;
  }

  @Override
  public int inFlight() {
    return prover.inFlight();
  }

  @Override
  public boolean saidOpenBonds() {
    return bondsOpen;
  }

  @Override
  public long missed() {
    return feed.missed();
  }

  @Override
  public boolean isLive() {
    return ended.getCount() > 0;
  }

  @Override
  public Condition condition() {
    if (draining) {
      return Condition.STOPPING;
    }
    if (ended.getCount() == 0) {
      return Condition.FAILED;
    }
    return live && registered ? Condition.WORKING : Condition.STARTING;
  }

  @Override
  public boolean hasStarted() {
    return live;
  }

  @Override
  public Map<String, ?> details() {
    return Map.of(
        "worker", settings.name(), "prover", id(), "registered", registered, "draining", draining);
  }

  /** Who it is in the market. */
  @Override
  public String id() {
    return keys.id().hex();
  }

  @Override
  public String name() {
    return settings.name();
  }

  /** Whether the market knows it under its present session key. */
  public boolean isRegistered() {
    return registered;
  }

  private void run() {
    try {
      while (!finished()) {
        step();
      }
    } catch (InterruptException e) {
      log.info("interrupted worker={}", settings.name());
    } catch (RuntimeException e) {
      log.error("{} worker={} cause={}", LogCode.WORKER_STOPPED, settings.name(), e.toString(), e);
    } finally {
      release();
    }
  }

  /** While it still reads history only its journal says whether there can be anything to save. */
  private boolean finished() {
    if (aborted || !draining) {
      return aborted;
    }
    long now = clock.millis();
    departure.ask(now);
    boolean open = live ? hasOpenBonds() : !journal.commits().isEmpty();
    return departure.isOver(now, open, registered);
  }

  private void step() {
    feed.read(POLL);
    if (!live && feed.caughtUp()) {
      live = true;
      log.info("live worker={} prover={}", settings.name(), id());
      prover.goLive();
      aggregator.goLive();
      caughtUp.countDown();
    }
    if (live) {
      act();
      bondsOpen = hasOpenBonds();
    }
  }

  private void act() {
    if (draining && !drained) {
      drained = true;
      prover.drain();
      heartbeats.hurry(); // nobody is to give it work any more
    }
    if (!draining && settings.roles().contains(Role.AGGREGATOR)) {
      aggregator.missingScheme().ifPresent(this::drainWithout);
    }
    registrar.onTime();
    registered = registrar.isRegistered();
    prover.onTime();
    aggregator.onTime();
    heartbeat();
    bookmark.onTime(prover, aggregator);
  }

  /** Jobs that it could not do would cost it its bonds. */
  private void drainWithout(String scheme) {
    log.error("{} worker={} scheme={}", LogCode.SCHEME_MISSING, settings.name(), scheme);
    drain();
  }

  private void heartbeat() {
    heartbeats.onTime(registered, load(), prover::takeDeclines);
    heartbeats.saidThatItDrainsAt().ifPresent(departure::tell);
  }

  private Heartbeats.Load load() {
    int aggregating = aggregator.inFlight();
    int slots = isAggregator() ? aggregator.slots(registrar.stake(), prover.bonds()) : -1;
    return new Heartbeats.Load(
        capacity(),
        prover.inFlight() + aggregating,
        prover.inFlightElsewhere(),
        drained,
        slots,
        aggregating);
  }

  /** No more tasks than it has while they leave no bond for a job. */
  private int capacity() {
    boolean crowdedOut =
        isAggregator() && aggregator.isCrowdedOut(registrar.stake(), prover.bonds());
    return crowdedOut ? Math.clamp(prover.inFlight(), 1, settings.capacity()) : settings.capacity();
  }

  private boolean isAggregator() {
    return settings.roles().contains(Role.AGGREGATOR);
  }

  private void wish(MarketFeed topics) {
    topics.on(Topics.POLICIES, this::onPolicy);
    topics.on(Topics.PROVERS, registrar::onStanding);
    topics.onTimed(Topics.VERDICTS, this::onVerdict);
    if (settings.roles().contains(Role.PROVER)) {
      topics.onTimed(Topics.TASKS, prover::onTask);
      topics.on(Topics.ASSIGNMENTS, prover::onAssignment);
    }
    if (settings.roles().contains(Role.AGGREGATOR)) {
      topics.on(Topics.CHILD_PROOFS, aggregator::onChildProof);
      topics.on(Topics.AGGREGATION_JOBS, aggregator::onJob);
      topics.on(Topics.RECEIPTS, aggregator::onReceipt);
    }
    bookmark.begin(topics);
  }

  /** What else may be missing costs work, not bonds. */
  private void onGap(LogReader.Gap gap) {
    if (gap.topic().equals(Topics.VERDICTS.name())) {
      prover.onMissedVerdicts();
    }
  }

  private void onPolicy(Policy policy) {
    prover.onPolicy(policy);
    aggregator.onPolicy(policy);
  }

  private void onVerdict(Verdict verdict, long at) {
    bookmark.read(at);
    registrar.onVerdict(verdict);
    prover.onVerdict(verdict);
    aggregator.onVerdict(verdict);
  }

  private void release() {
    try (journal;
        feed;
        writer;
        aggregator;
        prover;
        keys) {
      log.info("ended worker={} openCommits={}", settings.name(), prover.hasOpenCommits());
    } catch (RuntimeException e) { // what has ended it may stand in the way of its end as well
      log.error("{} worker={} cause={}", LogCode.WORKER_STOPPED, settings.name(), e.toString(), e);
    } finally {
      ended.countDown();
    }
  }

  /** Whether it was asked to end. */
  @Override
  public boolean isDraining() {
    return draining;
  }

  /** Whether a bond hangs on something it still had to do; meant for after its end. */
  @Override
  public boolean hasOpenBonds() {
    return prover.hasOpenCommits() || aggregator.hasOpenJobs();
  }

  /** Asks it to drain, without waiting. */
  @Override
  public void drain() {
    draining = true;
  }

  /** Ends at once, leaving open commits to the next start with the same directory. */
  @Override
  public void abort() {
    aborted = true;
    await(Duration.ofSeconds(10));
  }

  /** Waits until it has read the log and acts on it; false if it has not within that time. */
  public boolean awaitLive(Duration timeout) {
    return await(caughtUp, timeout);
  }

  /** Waits until it has ended; false if it has not within that time. */
  @Override
  public boolean await(Duration timeout) {
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

  @Override
  public void close() {
    drain();
    await(settings.drainTimeout().plusSeconds(15));
  }
}
