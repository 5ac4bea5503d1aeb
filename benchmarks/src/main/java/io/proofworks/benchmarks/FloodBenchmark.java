package io.proofworks.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.proofworks.aggregation.AggregationApplication;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.benchmarks.SettlementLoad.Prover;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.metrics.MetricsApplication;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Provisioner;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.runtime.Ticker;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.sharding.ShardingApplication;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long honest records wait for their verdicts while 99 of 100 records on the topics of
 * outsiders are garbage, next to the same without it. One process has a broker, a registry, the
 * four applications and the ticker. Honest are commits, the reveals that follow when a commit's
 * acceptance is read, requests and registrations. A quiet turn, one with the flood, a quiet one
 * again; a short flood before them warms up and does not count. The garbage names the market of the
 * honest records, or another one of the same deployment. It fails if an honest record is refused,
 * or anything is not answered exactly once.
 */
final class FloodBenchmark {

  /** Of a hundred records on the topics of outsiders. */
  private static final int GARBAGE_PERCENT = 99;

  private static final int WARM_UP_SECONDS = 15;
  private static final long MONEY_OF_A_NEWCOMER = 1_000_000;
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration CROSSING = Duration.ofSeconds(3);
  private static final long SEED = 20_261_129;
  private static final Hash32 DOMAIN = LocalMarketSettings.DOMAIN;
  private static final Hash32 NEIGHBOUR = SettlementLoad.hash("neighbour");

  /** Of five steps four are a commit, with its reveal later; nine records. */
  private static final int STEPS = 5;

  private static final int RECORDS_OF_STEPS = 9;

  private final int rate;
  private final int seconds;
  private final SettlementLoad load = new SettlementLoad(DOMAIN);

  /** Of the market that is flooded, which may be the same. */
  private final SettlementLoad flooded;

  private final Map<String, Object> kafka;
  private final AppSettings settings;
  private final MarketSerdes serdes;
  private final Garbage garbage;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private int tasks;
  private int made;

  private FloodBenchmark(
      EmbeddedKafka kafka,
      String registryUrl,
      Path directory,
      int rate,
      int seconds,
      boolean neighbour) {
    this.flooded = neighbour ? new SettlementLoad(NEIGHBOUR) : load;
    this.rate = rate;
    this.seconds = seconds;
    this.kafka = Map.of("bootstrap.servers", kafka.bootstrapServers());
    this.settings =
        AppSettings.of(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "registry.url",
                registryUrl,
                "domain",
                DOMAIN.hex(),
                "state.dir",
                directory.resolve("state").toString(),
                "application.prefix",
                "flood",
                "replication.factor",
                "1"));
    this.serdes = new MarketSerdes(new RegistryClient(settings.registry()));
    this.garbage = new Garbage(flooded, serdes, SEED);
  }

  /**
   * One turn.
   *
   * @param millis to the verdict, by kind of honest record
   * @param pieces of garbage
   * @param behindMs until all was answered, from the last record on
   * @param cores processors that the process kept busy
   */
  record Turn(Map<String, List<Double>> millis, int pieces, long behindMs, double cores) {

    double at(double share) {
      return at(millis.values().stream().flatMap(List::stream).sorted().toList(), share);
    }

    private static double at(List<Double> sorted, double share) {
      return sorted.get((int) Math.min(sorted.size() - 1L, (long) (share * sorted.size())));
    }

    Turn with(Turn other) {
      Map<String, List<Double>> both = new HashMap<>(millis);
      other.millis.forEach((kind, more) ->
          both.merge(kind, more, (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
      return new Turn(both, pieces, Math.max(behindMs, other.behindMs), (cores + other.cores) / 2);
    }

    String text() {
      StringBuilder text =
          new StringBuilder(
              "%d pieces of garbage, all answered %d ms after the last record, %.2f cores busy%n"
                  .formatted(pieces, behindMs, cores));
      line(text, "all", millis.values().stream().flatMap(List::stream).sorted().toList());
      new TreeMap<>(millis)
          .forEach((kind, each) -> line(text, kind, each.stream().sorted().toList()));
      return text.toString();
    }

    private static void line(StringBuilder text, String kind, List<Double> sorted) {
      text.append(
          "  %-13s %5d records, ms: p50 %7.1f, p90 %7.1f, p99 %7.1f, most %7.1f%n"
              .formatted(
                  kind,
                  sorted.size(),
                  at(sorted, 0.5),
                  at(sorted, 0.9),
                  at(sorted, 0.99),
                  sorted.getLast()));
    }
  }

  /**
   * What was measured.
   *
   * @param rate of honest records, a second
   */
  record Report(int rate, int seconds, Turn quiet, Turn flooded) {

    /** Of the 99th percentiles, with the flood and without. */
    double ratio() {
      return flooded.at(0.99) / quiet.at(0.99);
    }

    String text() {
      return "%d honest records per second, %d s a turn, load %.1f%nquiet: %sflooded: %sratio of the p99 %.2f%n"
          .formatted(
              rate,
              seconds,
              ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
              quiet.text(),
              flooded.text(),
              ratio());
    }
  }

  /**
   * Measures.
   *
   * @param directory for everything, empty
   * @param rate honest records per second, from 1
   * @param seconds of each turn, from 1
   * @param neighbour whether another market is flooded than that of the honest records
   * @throws IllegalStateException if something is not answered exactly once, or honesty is refused
   */
  static Report run(Path directory, int rate, int seconds, boolean neighbour) throws Exception {
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory.resolve("kafka")));
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers()))) {
      FloodBenchmark benchmark =
          new FloodBenchmark(kafka, registry.url(), directory, rate, seconds, neighbour);
      try {
        return benchmark.measure();
      } finally {
        benchmark.stop();
      }
    }
  }

  private Report measure() throws Exception {
    start();
    open();
    var unused = turn(Math.min(seconds, WARM_UP_SECONDS), true);
    Turn before = turn(seconds, false);
    Turn flooded = turn(seconds, true);
    Turn after = turn(seconds, false);
    return new Report(rate, seconds, before.with(after), flooded);
  }

  private void start() throws Exception {
    try (Admin admin = Admin.create(settings.clientProperties())) {
      new Provisioner(admin, settings).create();
    }
    new RegistryClient(settings.registry()).provision(Topics.all());
    AppContext context = new AppContext(settings, serdes, VerifierRegistry.standard());
    List<StreamsApplication> applications =
        List.of(
            new ShardingApplication(),
            new SettlementApplication(),
            new AggregationApplication(Schemes.standard()),
            new MetricsApplication());
    for (StreamsApplication application : applications) {
      RunningApplication running = StreamsRunner.start(application, context);
      parts.push(running);
      if (!running.awaitRunning(PATIENCE)) {
        throw new IllegalStateException(application.name() + " does not run");
      }
    }
    Ticker ticker = Ticker.ofAll(settings, Ticker.Past.CLOSED);
    parts.push(ticker);
    ticker.start();
  }

  private void stop() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  /** The markets, and in the flooded one some that have next to nothing. */
  private void open() throws InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (SettlementLoad market : markets()) {
        open(producer, market);
      }
      for (Prover nobody : garbage.nobodies()) {
        send(producer, deposit(flooded, nobody, 1));
      }
      producer.flush();
      for (Prover nobody : garbage.nobodies()) {
        send(producer, registration(flooded, nobody));
      }
    }
    Thread.sleep(CROSSING);
  }

  /** The policy, and the accounts with money. */
  private void open(KafkaProducer<byte[], byte[]> producer, SettlementLoad market) {
    send(producer, record(Topics.POLICIES, market.domain().hex(), market.policy()));
    send(producer, record(Topics.STAKES, market.requester(), market.stake(market.requester())));
    for (Prover prover : market.provers()) {
      send(producer, record(Topics.STAKES, prover.id(), market.stake(prover.id())));
    }
    producer.flush();
    for (Prover prover : market.provers()) {
      send(producer, registration(market, prover));
    }
  }

  private Set<SettlementLoad> markets() {
    return new LinkedHashSet<>(List.of(load, flooded));
  }

  private ProducerRecord<byte[], byte[]> registration(SettlementLoad market, Prover prover) {
    var registration = market.registration(prover, System.currentTimeMillis());
    return record(Topics.REGISTRATIONS, prover.id(), registration);
  }

  private Turn turn(int forSeconds, boolean flooded) throws Exception {
    int steps = STEPS * Math.max(1, rate * forSeconds / RECORDS_OF_STEPS);
    int honest = steps * RECORDS_OF_STEPS / STEPS;
    int first = publish(steps);
    List<Garbage.Piece> pieces =
        flooded
            ? garbage(honest * GARBAGE_PERCENT / (100 - GARBAGE_PERCENT), first, steps)
            : List.of();
    try (Verdicts verdicts = Verdicts.from(kafka, serdes);
        KafkaProducer<byte[], byte[]> producer = producer();
        KafkaProducer<byte[], byte[]> spammer = producer()) {
      long cpu = cpuNanos();
      long begin = System.nanoTime();
      Thread flood =
          Thread.ofPlatform().start(() -> flood(spammer, verdicts, pieces, forSeconds, begin));
      for (int step = 0; step < steps; step++) {
        pause(begin + TimeUnit.SECONDS.toNanos(step * (long) forSeconds) / steps);
        honest(producer, verdicts, first, step);
      }
      flood.join();
      long end = System.nanoTime();
      Map<String, List<Double>> millis = verdicts.await(PATIENCE);
      long answered = System.nanoTime();
      double cores = (double) (cpuNanos() - cpu) / (answered - begin);
      return new Turn(millis, pieces.size(), (answered - end) / 1_000_000, cores);
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Tasks of a turn, assigned; the number of the first. */
  private int publish(int steps) throws InterruptedException {
    int first = tasks;
    tasks += steps;
    for (SettlementLoad market : markets()) {
      publish(market, first);
    }
    Thread.sleep(CROSSING);
    return first;
  }

  private void publish(SettlementLoad market, int first) throws InterruptedException {
    long now = System.currentTimeMillis();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int task = first; task < tasks; task++) {
        send(producer, record(Topics.TASKS, market.taskId(task), market.task(task, now)));
      }
      producer.flush();
      Thread.sleep(2); // of one millisecond, assignments would come before the tasks they are of
      for (int task = first; task < tasks; task++) {
        send(
            producer,
            record(Topics.ASSIGNMENTS, market.taskId(task), market.assignment(task, now)));
      }
    }
  }

  private List<Garbage.Piece> garbage(int pieces, int firstTask, int steps) {
    long now = System.currentTimeMillis();
    return IntStream.range(0, pieces)
        .mapToObj(i -> garbage.next(firstTask + (int) ((long) i * steps / pieces), now))
        .toList();
  }

  private void flood(
      KafkaProducer<byte[], byte[]> producer,
      Verdicts verdicts,
      List<Garbage.Piece> pieces,
      int forSeconds,
      long begin) {
    for (int i = 0; i < pieces.size(); i++) {
      pause(begin + i * (forSeconds * 1_000_000_000L / pieces.size()));
      Garbage.Piece piece = pieces.get(i);
      if (piece.kind().isAnswered()) {
        verdicts.expectGarbage(
            piece.record(), piece.kind().namesAMarket() ? flooded.domain() : DOMAIN);
      }
      send(producer, piece.record());
    }
    producer.flush();
  }

  private void honest(
      KafkaProducer<byte[], byte[]> producer, Verdicts verdicts, int firstTask, int step) {
    int task = firstTask + step;
    long now = System.currentTimeMillis();
    if (step % STEPS < STEPS - 1) {
      var commit = record(Topics.COMMITMENTS, load.taskId(task), load.commitment(task));
      var reveal = record(Topics.REVEALS, load.taskId(task), load.reveal(task));
      verdicts.expect(
          "commit",
          commit,
          accepted -> {
            verdicts.expect("reveal", reveal, done -> {});
            send(producer, reveal);
          });
      send(producer, commit);
    } else if (made++ % 2 == 0) {
      var request = load.request(load.requesterKey(), 1_000_000 + made, "honest", now);
      var record = record(Topics.BATCHES, request.getBatchId(), request);
      verdicts.expect("request", record, done -> {});
      send(producer, record);
      send(producer, deposit(load, newcomer(made + 1), MONEY_OF_A_NEWCOMER));
    } else {
      var registration = registration(load, newcomer(made));
      verdicts.expect("registration", registration, done -> {});
      send(producer, registration);
    }
  }

  /** Who is registered has money: it has deposited it a step before. */
  private static Prover newcomer(int number) {
    return new Prover("newcomer-" + number);
  }

  private ProducerRecord<byte[], byte[]> deposit(SettlementLoad market, Prover to, long amount) {
    return record(Topics.STAKES, to.id(), market.stake(to.id(), amount));
  }

  private <V extends SpecificRecord> ProducerRecord<byte[], byte[]> record(
      Topic<V> topic, String key, V value) {
    return new ProducerRecord<>(
        topic.name(), key.getBytes(StandardCharsets.UTF_8), serdes.encode(topic, value));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void pause(long until) {
    LockSupport.parkNanos(until - System.nanoTime());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                throw new IllegalStateException("the load was not written", failure);
              }
            });
  }
}
