package io.proofworks.market.local;

import io.proofworks.aggregation.AggregationApplication;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.avro.Policy;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.RememberedPorts;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.metrics.MetricsApplication;
import io.proofworks.operations.Meters;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Provisioner;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.runtime.Ticker;
import io.proofworks.runtime.state.RocksMemory;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.sharding.ShardingApplication;
import io.proofworks.topics.Topics;
import io.proofworks.views.query.QueryService;
import io.proofworks.worker.Worker;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/** Starts the parts one after the other; each is noted so that it is closed again. */
final class LocalMarketStarter {

  /** Given to the local requester, base units. */
  private static final long TREASURY = 100_000_000_000L;

  /** Longest time without progress. */
  private static final Duration READY = Duration.ofMinutes(2);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final LocalMarketSettings settings;
  private final List<WorkerFleet.Member> crew;
  private final Deque<AutoCloseable> parts;
  private final Steps steps;
  private final Map<String, Part<?>> stoppable = new HashMap<>();
  private final Map<String, Supplier<Optional<RunningApplication.Ending>>> endings =
      new HashMap<>();
  private final Meters meters;
  private final ProofSettings proofs;

  LocalMarketStarter(
      LocalMarketSettings settings,
      List<WorkerFleet.Member> crew,
      Progress progress,
      Deque<AutoCloseable> parts) {
    this.settings = settings;
    this.crew = crew;
    this.parts = parts;
    this.steps = new Steps(progress);
    this.meters = keep(Meters.ofProcess());
    RocksMemory.show(meters);
    this.proofs = keep(ProofSettings.of(LayeredSettings.of(settings.more())));
  }

  LocalMarket start() throws IOException {
    Files.createDirectories(settings.dataDir()); // a market's own, and not a key's
    SigningKey.createOnce(settings.journalKey());
    SigningKey.createOnce(settings.tickKey());
    LedgerBackend backend =
        steps.take(
            "proving keys",
            () -> LedgerBackend.withDevelopmentKeys(settings.keysDir(), settings.programs()));
    LocalMarket.Broker broker = broker();
    VerifierRegistry verifiers = verifiers();
    Opening opening = new Opening(broker, backend, verifiers);
    Governed first = govern(opening, broker.domain());
    String apiUrl = steps.take("applications running", () -> applications(broker));
    Part<Ticker> ticker = tickers(appSettings(broker)); // stops after the workers have drained
    List<Rollup> rollups = new ArrayList<>();
    rollups.add(open(opening, first, settings.dataDir().resolve("workers")));
    for (int number = 2; number <= settings.rollups(); number++) {
      rollups.add(another(opening, LocalMarketSettings.domain(number)));
    }
    for (Rollup rollup : rollups) {
      hire(rollup.fleet());
    }
    var unused = ticker.start();
    return new LocalMarket(
        broker,
        parts,
        verifiers,
        backend.programs(),
        rollups,
        domain -> another(opening, domain),
        apiUrl,
        settings.journalKey(),
        stoppable,
        endings);
  }

  /** What every rollup of the market is opened with. */
  private record Opening(
      LocalMarket.Broker broker, LedgerBackend backend, VerifierRegistry verifiers) {}

  /** A rollup that has a policy, so that the applications serve it. */
  private record Governed(Hash32 domain, Operator operator, Policy policy) {}

  private Governed govern(Opening opening, Hash32 domain) throws IOException {
    LocalMarket.Broker broker = opening.broker();
    Operator operator = keep(new Operator(domain, broker.clientSettings(), broker.serdes()));
    Policy policy = policy(domain, operator, opening.backend().programs(), opening.verifiers());
    return new Governed(domain, operator, policy);
  }

  private Rollup open(Opening opening, Governed governed, Path workers) throws IOException {
    LocalMarket.Broker broker = opening.broker();
    Map<String, Object> kafka = broker.clientSettings();
    Hash32 domain = governed.domain();
    Clock clock = Clock.systemUTC();
    ReceiptCheck check = new ReceiptCheck(opening.verifiers());
    keep(new ChainWatcher(domain, kafka, broker.serdes(), check, clock));
    WorkerKeys requesterKeys = WorkerKeys.loadOrCreate(settings.dataDir().resolve("requester"));
    governed.operator().deposit(requesterKeys.id().hex(), TREASURY, "local/requester");
    Requester requester =
        keep(new Requester(domain, requesterKeys.owner(), kafka, broker.serdes(), clock));
    WorkerFleet fleet =
        keep(fleet(broker, domain, workers, opening.backend(), governed.operator()));
    return new Rollup(domain, governed.operator(), governed.policy(), requester, fleet);
  }

  private Rollup another(Opening opening, Hash32 domain) throws IOException {
    Path directory = settings.dataDir().resolve("rollups").resolve(domain.hex());
    return open(opening, govern(opening, domain), directory.resolve("workers"));
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /** Only the first one starts together with the broker. */
  private Part<Ticker> tickers(AppSettings app) {
    Deque<Ticker.Past> first = new ArrayDeque<>(List.of(Ticker.Past.CLOSED));
    Part<Ticker> part =
        new Part<>(() -> {
          Ticker ticker = Ticker.ofAll(app, first.isEmpty() ? Ticker.Past.UNKNOWN : first.pop());
          ticker.start();
          return ticker;
        });
    stoppable.put(LocalMarket.TICKER, part);
    endings.put(LocalMarket.TICKER, () -> part.running().flatMap(Ticker::ending));
    return keep(part);
  }

  private LocalMarket.Broker broker() throws IOException {
    EmbeddedKafka kafka =
        steps.take(
            "broker ready",
            () ->
                keep(
                    EmbeddedKafka.start(
                        EmbeddedKafkaSettings.at(settings.dataDir().resolve("kafka"))
                            .withPort(settings.kafkaPort())
                            .withOverrides(brokerOverrides()))));
    SchemaRegistryServer registry =
        steps.take(
            "schema registry ready",
            () ->
                keep(
                    SchemaRegistryServer.start(
                        SchemaRegistrySettings.on(kafka.bootstrapServers())
                            .withPort(settings.registryPort()))));
    AppSettings app = appSettings(kafka.bootstrapServers(), registry.url());
    MarketSerdes serdes =
        new MarketSerdes(new RegistryClient(app.registry()), new RecordMeters(meters));
    steps.take("topics and schemas in place", () -> provision(app, serdes));
    return new LocalMarket.Broker(
        kafka.bootstrapServers(), registry.url(), serdes, LocalMarketSettings.DOMAIN);
  }

  /** The verdicts of another program may take as long as the applications wait for them. */
  private Map<String, String> brokerOverrides() {
    return hasExternalProgram()
        ? Map.of("transaction.max.timeout.ms", Integer.toString(StreamsConfigs.EXTERNAL_TIMEOUT_MS))
        : Map.of();
  }

  private boolean hasExternalProgram() {
    return settings.more().containsKey(Setting.EXTERNAL_COMMAND.settingName());
  }

  /** Only when the data directory is this market's: another program may take minutes to start. */
  private VerifierRegistry verifiers() throws IOException {
    return hasExternalProgram()
        ? steps.take("external program ready", proofs::verifiers)
        : proofs.verifiers();
  }

  private LocalMarket.Broker provision(AppSettings app, MarketSerdes serdes) {
    try (Admin admin = Admin.create(app.clientProperties())) {
      new Provisioner(admin, app).create();
    }
    new RegistryClient(app.registry()).provision(Topics.all());
    return new LocalMarket.Broker(app.bootstrapServers(), "", serdes, app.domain());
  }

  /** Before time passes: what they still owe from the last run they could not deliver till now. */
  private void hire(WorkerFleet fleet) throws IOException {
    for (WorkerFleet.Member member : crew) {
      Worker worker = fleet.start(member);
      if (!worker.awaitLive(READY)) {
        throw new IllegalStateException(
            member.name() + " did not start within " + READY.toSeconds() + " s, see the log");
      }
    }
  }

  private AppSettings appSettings(LocalMarket.Broker broker) {
    return appSettings(broker.bootstrapServers(), broker.registryUrl());
  }

  private AppSettings appSettings(String bootstrap, String registryUrl) {
    Map<String, String> said = new HashMap<>();
    said.put("bootstrap.servers", bootstrap);
    said.put("registry.url", registryUrl);
    said.put("domain", LocalMarketSettings.DOMAIN.hex());
    said.put("state.dir", settings.dataDir().resolve("state").toString());
    said.put("replication.factor", "1");
    said.put("app.journal.key.file", settings.journalKey().toString());
    said.put("app.tick.key.file", settings.tickKey().toString());
    // after a kill nobody waits for the dead member's session to time out
    said.put("instance.id", "local");
    said.put("standby.replicas", "0"); // there is nobody to have them
    said.putAll(settings.more());
    return AppSettings.of(said);
  }

  /** The market's policy, which names the key of its ticker. */
  private Policy policy(
      Hash32 domain, Operator operator, List<LedgerProgram> programs, VerifierRegistry verifiers)
      throws IOException {
    String tickKey = "0x" + SigningKey.publicKey(settings.tickKey());
    Optional<Policy> inForce = operator.policy();
    if (inForce.filter(policy -> policy.getTickKey().equals(tickKey)).isPresent()) {
      return inForce.get();
    }
    Policy next =
        inForce
            .map(policy -> Policy.newBuilder(policy).setVersion(policy.getVersion() + 1))
            .orElseGet(() -> Policy.newBuilder(first(domain, programs, verifiers)))
            .setTickKey(tickKey)
            .build();
    operator.publish(next);
    return next;
  }

  private Policy first(Hash32 domain, List<LedgerProgram> programs, VerifierRegistry verifiers) {
    return DefaultPolicy.with(
        DefaultPolicy.of(
            domain,
            programs.stream().map(LedgerProgram::program).toList(),
            settings.targetShardWeight()),
        verifiers);
  }

  private String applications(LocalMarket.Broker broker) {
    AppSettings app = appSettings(broker);
    AppContext context = new AppContext(app, broker.serdes(), proofs, meters);
    List<StreamsApplication> applications =
        List.of(
            new ShardingApplication(),
            new SettlementApplication(),
            new AggregationApplication(Schemes.standard()),
            new MetricsApplication());
    List<RunningApplication> running =
        applications.stream().map(a -> application(a, context).start()).toList();
    Part<QueryService> query = query(context);
    running.forEach(LocalMarketStarter::requireRunning);
    QueryService started = query.start();
    requireRunning(started.views());
    return started.url();
  }

  /** Keeps its port when it is stopped and started again. */
  private Part<QueryService> query(AppContext context) {
    if (settings.apiPort() > 0) {
      RememberedPorts.requireFree("query API", settings.apiPort());
    }
    AtomicInteger port = new AtomicInteger(settings.apiPort());
    Part<QueryService> part =
        new Part<>(() -> {
          QueryService service = QueryService.start(context, "127.0.0.1", port.get());
          port.set(service.port());
          return service;
        });
    stoppable.put(LocalMarket.QUERY, part);
    endings.put(
        LocalMarket.QUERY, () -> part.running().flatMap(service -> service.views().ending()));
    return keep(part);
  }

  private Part<RunningApplication> application(StreamsApplication one, AppContext context) {
    Part<RunningApplication> part = new Part<>(() -> StreamsRunner.start(one, context));
    stoppable.put(one.name(), part);
    endings.put(one.name(), () -> part.running().flatMap(RunningApplication::ending));
    return keep(part);
  }

  /** On a slow machine it takes as long as it takes, while it comes nearer. */
  private static void requireRunning(RunningApplication application) {
    Map<String, Object> last = Map.of();
    long changedAt = System.nanoTime();
    while (!application.awaitRunning(LOOK)) {
      application
          .ending()
          .ifPresent(end -> {
            throw PartEndedException.of(application.name(), end);
          });
      Map<String, Object> now = progressOf(application);
      changedAt = now.equals(last) ? changedAt : System.nanoTime();
      last = now;
      if (System.nanoTime() - changedAt > READY.toNanos()) {
        throw PartEndedException.stuck(application, READY);
      }
    }
  }

  /** Without what changes with time alone. */
  private static Map<String, Object> progressOf(RunningApplication application) {
    Map<String, Object> progress = new HashMap<>(application.details());
    progress.keySet().removeAll(Set.of("remainingMs", "behindMs"));
    return progress;
  }

  /** An external program that merges for minutes answers nobody else, so workers have their own. */
  private WorkerFleet fleet(
      LocalMarket.Broker broker,
      Hash32 domain,
      Path directory,
      LedgerBackend backend,
      Operator operator) {
    return new WorkerFleet(
        directory,
        domain,
        broker.clientSettings(),
        broker.serdes(),
        backend,
        VerifierRegistry.standard(),
        Set.of(LedgerProgram.PROOF_SYSTEM),
        AggregationSchemes.over(keep(proofs.another()).verifiers()),
        operator);
  }
}
