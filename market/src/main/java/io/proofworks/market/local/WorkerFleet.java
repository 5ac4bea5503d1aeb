package io.proofworks.market.local;

import io.proofworks.operations.LogCode;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.runtime.Retries;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.worker.Worker;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.ProvingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of this machine. They share its hardware: as many proofs are made at once as it has
 * cores, however many workers there are.
 */
public final class WorkerFleet implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerFleet.class);

  /** What every new worker of a local market is given to start with, base units. */
  public static final long STAKE = 100_000_000;

  /** In a row; a worker that fails at once each time fails for a reason. */
  private static final int MOST_RESTARTS = 5;

  /** Proofs a worker of a local market works on at once. */
  private static final int CAPACITY = 2;

  /**
   * Who a worker is.
   *
   * @param name also its directory's name
   * @param pricePerWeight base units below which it takes no work
   * @param usesHardware whether it proves on the machine's shared threads; one that only waits for
   *     others has threads of its own
   */
  public record Member(
      String name,
      Set<Role> roles,
      WorkerSettings.Hardware hardware,
      long pricePerWeight,
      boolean usesHardware,
      ProverConduct proverConduct,
      AggregatorConduct aggregatorConduct) {

    /** An honest one. */
    public static Member honest(String name, Set<Role> roles, WorkerSettings.Hardware hardware) {
      return new Member(
          name, roles, hardware, 2, true, ProverConduct.HONEST, AggregatorConduct.HONEST);
    }
  }

  private final Path directory;
  private final Hash32 domain;
  private final Map<String, Object> kafka;
  private final MarketSerdes serdes;
  private final ProvingBackend backend;
  private final VerifierRegistry verifiers;
  private final Set<String> proofSystems;
  private final Map<String, AggregationScheme> schemes;
  private final Operator operator;
  private final ExecutorService hardware;
  private final ExecutorService bystanders =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("bystander-", 0).daemon().factory());
  private final List<Post> posts = new ArrayList<>();

  /** A worker, and those that have been in its place. */
  private static final class Post {

    private final Member member;
    private final Retries retries = new Retries(MOST_RESTARTS);
    private Worker worker;
    private long startedAt;
    private long againAt;
    private boolean waiting;

    Post(Member member, Worker worker) {
      this.member = member;
      this.worker = worker;
      this.startedAt = System.nanoTime();
    }

    boolean hasFailed() {
      return !worker.isDraining() && !worker.isLive();
    }
  }

  WorkerFleet(
      Path directory,
      Hash32 domain,
      Map<String, Object> kafka,
      MarketSerdes serdes,
      ProvingBackend backend,
      VerifierRegistry verifiers,
      Set<String> proofSystems,
      Map<String, AggregationScheme> schemes,
      Operator operator) {
    this.directory = directory;
    this.domain = domain;
    this.kafka = kafka;
    this.serdes = serdes;
    this.backend = backend;
    this.verifiers = verifiers;
    this.proofSystems = proofSystems;
    this.schemes = schemes;
    this.operator = operator;
    this.hardware =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("prover-hardware-", 0).daemon().factory());
  }

  /** Where a worker of that name keeps its things. */
  public Path directoryOf(String name) {
    return directory.resolve(name);
  }

  /** The address of the worker of that name, which need not be running. */
  public String idOf(String name) throws IOException {
    Files.createDirectories(directoryOf(name));
    return WorkerKeys.loadOrCreate(directoryOf(name).resolve("keys")).id().hex();
  }

  /** Funds a worker once and starts it. */
  public Worker start(Member member) throws IOException {
    operator.deposit(idOf(member.name()), STAKE, "local/" + member.name());
    Worker worker = launch(member);
    posts.add(new Post(member, worker));
    return worker;
  }

  private Worker launch(Member member) throws IOException {
    return Worker.start(
        settings(member),
        new Worker.Equipment(
            backend,
            verifiers,
            proofSystems,
            schemes,
            member.usesHardware() ? hardware : bystanders,
            new Places(CAPACITY),
            serdes,
            member.proverConduct(),
            member.aggregatorConduct(),
            Clock.systemUTC()));
  }

  /**
   * Starts those again that a failure has ended: their journals have what they owe.
   *
   * @throws PartEndedException when one has failed again and again
   */
  void mend() {
    for (Post post : posts) {
      if (post.hasFailed()) {
        mend(post, System.nanoTime());
      }
    }
  }

  private void mend(Post post, long now) {
    if (!post.waiting) {
      Duration ran = Duration.ofNanos(now - post.startedAt);
      Duration pause = post.retries.next(ran).orElseThrow(() -> beyondHelp(post.member.name()));
      LOG.warn("{} worker={} after={}", LogCode.WORKER_RECOVERS, post.member.name(), pause);
      post.againAt = now + pause.toNanos();
      post.waiting = true;
    } else if (now - post.againAt >= 0) {
      again(post, now);
    }
  }

  private void again(Post post, long now) {
    post.waiting = false;
    post.startedAt = now;
    try {
      post.worker = launch(post.member);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} worker={} cause={}", LogCode.WORKER_RECOVERS, post.member.name(), e.toString());
    }
  }

  private static PartEndedException beyondHelp(String name) {
    return new PartEndedException(
        name,
        LogCode.WORKER_STOPPED,
        "it failed " + (MOST_RESTARTS + 1) + " times in a row, see the log",
        StreamsRunner.FAILED);
  }

  private WorkerSettings settings(Member member) {
    return new WorkerSettings(
        member.name(),
        domain,
        directoryOf(member.name()),
        member.roles(),
        CAPACITY,
        member.pricePerWeight(),
        Economics.DEFAULT,
        member.hardware(),
        kafka,
        Duration.ofDays(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(20));
  }

  /** Those running. */
  public List<Worker> workers() {
    return posts.stream().map(post -> post.worker).toList();
  }

  @Override
  public void close() {
    workers().forEach(Worker::drain);
    workers().forEach(Worker::close);
    hardware.shutdownNow();
    bystanders.shutdownNow();
  }
}
