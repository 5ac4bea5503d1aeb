package io.proofworks.market.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Receipt;
import io.proofworks.market.Main;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.Operator;
import io.proofworks.market.local.Requester;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.scenario.MarketLog;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Provisioner;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topics;
import io.proofworks.worker.keys.WorkerKeys;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * A market as an operator runs it: three brokers, registry, applications, ticker and workers, each
 * a process of its own with the settings that everybody gets.
 */
final class SeparateMarket implements AutoCloseable {

  /** The part that is two of the three brokers: what is left has no quorum and no replicas. */
  static final String BROKERS = "brokers";

  static final String REGISTRY = "registry";

  /** Processes with a state of their own, and the ticker. */
  static final List<String> APPLICATIONS =
      List.of("settlement", "sharding", "aggregation", "metrics", "query", "ticker");

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Hash32 DOMAIN =
      Keccak.hash("a market of outages".getBytes(StandardCharsets.UTF_8));
  private static final long STAKE = 10_000_000_000L;
  private static final long TREASURY = 1_000_000_000_000L;
  private static final int SHARD_WEIGHT = 10;

  /** Fewer than by default: all of it shares a machine. */
  private static final int PARTITIONS = 2;

  private final Path directory;
  private final List<String> applications;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, List<Child>> children = new LinkedHashMap<>();
  private final Set<String> honest = new HashSet<>();
  private final Set<Integer> ports = new HashSet<>();
  private final String bootstrap;
  private final String registryUrl;
  private final MarketLog log;
  private final Load load;

  /**
   * @param applications of {@link #APPLICATIONS}: those that nothing depends on may be left out
   */
  SeparateMarket(Path directory, List<String> applications) throws Exception {
    this.directory = directory;
    this.applications = List.copyOf(applications);
    try {
      this.bootstrap = brokers();
      this.registryUrl = registry();
      RegistryClient schemas = new RegistryClient(RegistrySettings.of(URI.create(registryUrl)));
      MarketSerdes serdes = new MarketSerdes(schemas);
      await().atMost(PATIENCE).ignoreExceptions().until(() -> provisioned(schemas));
      List<LedgerProgram> programs =
          LedgerBackend.withDevelopmentKeys(TestMarket.KEYS, TestMarket.SIZES).programs();
      Operator operator = keep(new Operator(DOMAIN, kafka(), serdes));
      Policy policy = publishedPolicy(operator, programs);
      startApplications();
      this.log = keep(new MarketLog(kafka(), serdes));
      this.load =
          keep(
              new Load(
                  requester(operator, serdes), LogReader.of(kafka(), serdes), policy, programs));
      workers(operator);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", bootstrap);
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private String brokers() throws IOException {
    List<Integer> all = Stream.generate(this::port).limit(2 * BrokerNode.NODES).toList();
    List<String> addresses = new ArrayList<>();
    for (int id = 1; id <= BrokerNode.NODES; id++) {
      List<String> args = BrokerNode.args(id, directory.resolve("broker-" + id), all);
      Child node = child("broker-" + id, 0, BrokerNode.class, args);
      if (id < BrokerNode.NODES) {
        children.computeIfAbsent(BROKERS, name -> new ArrayList<>()).add(node);
      }
      addresses.add("127.0.0.1:" + BrokerNode.client(id, all));
    }
    String servers = String.join(",", addresses);
    await().atMost(PATIENCE).ignoreExceptions().until(() -> nodes(servers) == BrokerNode.NODES);
    return servers;
  }

  private static int nodes(String servers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      return admin.describeCluster().nodes().get().size();
    }
  }

  private String registry() throws IOException {
    int port = port();
    List<String> args = List.of(bootstrap, Integer.toString(port));
    children.put(REGISTRY, List.of(child(REGISTRY, 0, RegistryNode.class, args)));
    return "http://127.0.0.1:" + port;
  }

  private boolean provisioned(RegistryClient schemas) {
    try (Admin admin = Admin.create(kafka())) {
      new Provisioner(admin, PARTITIONS, (short) BrokerNode.NODES).create();
    }
    schemas.provision(Topics.all());
    return true;
  }

  private Policy publishedPolicy(Operator operator, List<LedgerProgram> programs)
      throws IOException {
    SigningKey.createOnce(directory.resolve("journal.key"));
    SigningKey.createOnce(directory.resolve("tick.key"));
    Policy policy =
        Policy.newBuilder(
                DefaultPolicy.of(
                    DOMAIN, programs.stream().map(LedgerProgram::program).toList(), SHARD_WEIGHT))
            .setTickKey("0x" + SigningKey.publicKey(directory.resolve("tick.key")))
            .build();
    operator.publish(policy);
    return policy;
  }

  private void startApplications() throws IOException {
    for (String application : applications) {
      int health = port();
      List<String> args = new ArrayList<>(List.of("run", application));
      args.add("--bootstrap.servers=" + bootstrap);
      args.add("--registry.url=" + registryUrl);
      args.add("--domain=" + DOMAIN.hex());
      args.add("--partitions=" + PARTITIONS);
      args.add("--state.dir=" + directory.resolve(application));
      args.add("--http.port=" + health);
      args.addAll(own(application));
      children.put(application, List.of(child(application, health, Main.class, args)));
    }
    applications.forEach(this::awaitWorking);
  }

  private List<String> own(String application) {
    return switch (application) {
      case "sharding", "settlement", "aggregation" ->
          List.of("--app.journal.key.file=" + directory.resolve("journal.key"));
      case "ticker" -> List.of("--app.tick.key.file=" + directory.resolve("tick.key"));
      case "query" -> List.of("--app.query.port=" + port());
      default -> List.of();
    };
  }

  private Requester requester(Operator operator, MarketSerdes serdes) throws IOException {
    WorkerKeys keys = WorkerKeys.loadOrCreate(directory.resolve("requester"));
    operator.deposit(keys.id().hex(), TREASURY, "requester");
    return new Requester(DOMAIN, keys.owner(), kafka(), serdes, Clock.systemUTC());
  }

  private void workers(Operator operator) throws IOException {
    for (String name : List.of("prover", "aggregator")) {
      Path data = Files.createDirectories(directory.resolve(name));
      String id = WorkerKeys.loadOrCreate(data.resolve("keys")).id().hex();
      List<String> args = new ArrayList<>(List.of("run", "worker", "--name", name));
      args.addAll(List.of("--bootstrap-servers", bootstrap, "--registry-url", registryUrl));
      args.addAll(List.of("--domain", DOMAIN.hex(), "--data-dir", data.toString()));
      args.addAll(List.of("--role", name.toUpperCase(Locale.ROOT)));
      args.addAll(List.of("--keys-dir", TestMarket.KEYS.toString(), "--ledger", "8x1"));
      children.put(name, List.of(child(name, 0, Main.class, args)));
      operator.deposit(id, STAKE, name);
      honest.add(id);
    }
    for (String id : honest) {
      var unused =
          log.awaitVerdict(
              id + " registered",
              PATIENCE,
              v ->
                  v.getAuthor().equals(id)
                      && v.getKind().equals(VerdictKind.REGISTRATION.name())
                      && v.getReason().equals(Reason.ACCEPTED.name()));
    }
  }

  private Child child(String name, int health, Class<?> main, List<String> args)
      throws IOException {
    Path said = Files.createDirectories(directory.resolve("said")).resolve(name + ".txt");
    return keep(Child.start(name, said, health, main, args));
  }

  /** Below those that the system gives to clients, so that a process finds its own again. */
  private int port() {
    Random random = new Random();
    while (true) {
      int port = 20_000 + random.nextInt(10_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (ports.add(free.getLocalPort())) {
          return port;
        }
      } catch (IOException e) {
        // taken by somebody else
      }
    }
  }

  Load load() {
    return load;
  }

  /** A part goes away. */
  void leave(String part, Manner manner) throws IOException, InterruptedException {
    for (Child child : children.getOrDefault(part, List.of())) {
      child.leave(manner);
    }
  }

  /** It comes back. */
  void comeBack(String part, Manner manner) throws IOException, InterruptedException {
    for (Child child : children.getOrDefault(part, List.of())) {
      child.comeBack(manner);
    }
  }

  /** Waits until all applications do their work; nobody may have ended meanwhile. */
  Duration awaitWorking() {
    long from = System.nanoTime();
    applications.forEach(this::awaitWorking);
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private void awaitWorking(String application) {
    Child child = children.getOrDefault(application, List.of()).getFirst();
    await(application)
        .atMost(PATIENCE)
        .pollInterval(LOOK)
        .until(() -> {
          requireNobodyHasEnded();
          return child.condition().equals("working");
        });
  }

  /** What was not killed by the test has to be the same process still. */
  void requireNobodyHasEnded() {
    children.values().forEach(all -> all.forEach(Child::requireThere));
  }

  /** The batches in the log that have a receipt. */
  long receipts() {
    return load.taken().stream().filter(batch -> log.receipt(batch).isPresent()).count();
  }

  /** Waits until every batch that was taken has settled, and no bond is bound. */
  void awaitAllSettled(Duration patience) {
    log.await(
        "every batch settled",
        patience,
        seen -> {
          requireNobodyHasEnded();
          return load.taken().stream().allMatch(batch -> seen.receipt(batch).isPresent());
        });
    log.awaitRest(patience);
    assertThat(load.taken())
        .allSatisfy(batch ->
            assertThat(log.receipt(batch).map(Receipt::getOutcome))
                .as("%s: %s", batch, log.receipt(batch).map(Receipt::getCause))
                .isEqualTo(Optional.of("SETTLED")));
  }

  /** Waits until a batch more than so many has settled. */
  void awaitReceipts(long more, Duration patience) {
    log.await(more + " batches settled", patience, seen -> receipts() >= more);
  }

  /** Waits until so many batches were taken: there is room for new ones once old ones settle. */
  void awaitSubmitted(int batches, Duration patience) {
    log.await(batches + " batches taken", patience, seen -> load.taken().size() >= batches);
  }

  /** What holds of every market at rest. */
  void requireSound() {
    log.requireSound(DOMAIN, VerifierRegistry.standard(), PARTITIONS, honest);
  }

  @Override
  public void close() throws Exception {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (KafkaException e) {
        // a client of this process that the brokers did not answer any more
      }
    }
  }
}
