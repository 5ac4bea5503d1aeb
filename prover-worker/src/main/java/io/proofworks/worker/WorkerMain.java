package io.proofworks.worker;

import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.Meters;
import io.proofworks.operations.OperationsRoutes;
import io.proofworks.operations.OperationsServer;
import io.proofworks.operations.ProcessLog;
import io.proofworks.operations.RecordMeters;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settings.Connection;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import io.proofworks.worker.aggregator.AggregatorConduct;
import io.proofworks.worker.domain.Economics;
import io.proofworks.worker.domain.Places;
import io.proofworks.worker.domain.WorkerSettings;
import io.proofworks.worker.keys.KeyPlaces;
import io.proofworks.worker.prover.ProverConduct;
import io.proofworks.worker.proving.CommandBackend;
import io.proofworks.worker.proving.LedgerBackend;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.TimedBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A worker in a process of its own. Ends with 0 when it drained, 1 when commits were left open. */
@Command(
    name = "prover-worker",
    mixinStandardHelpOptions = true,
    description = "Proves, or aggregates, for a Proofworks market.",
    defaultValueProvider = EnvironmentDefaults.class)
public final class WorkerMain implements Callable<Integer> {

  @Mixin private ConnectionOptions market;

  @Option(names = "--name", defaultValue = "worker", description = "For logs.")
  private String name;

  @Option(names = "--data-dir", required = true, description = "Keys, journals and proofs.")
  private Path dataDir;

  @Mixin private OwnerKeyOption owner;

  @Option(
      names = "--session-key",
      paramLabel = "PLACE",
      description =
          "The session's Ed25519 key in a hardware module instead of a file:"
              + " pkcs11:token=TOKEN;object=LABEL?module-path=FILE&pin-source=FILE.")
  private @Nullable String sessionKey;

  @Option(
      names = "--role",
      defaultValue = "PROVER",
      description = "${COMPLETION-CANDIDATES}; may be repeated.")
  private Set<Role> roles;

  @Option(
      names = "--capacity",
      defaultValue = "1",
      description = "Proofs worked on at once, in all markets.")
  private int capacity;

  @Option(
      names = "--price",
      defaultValue = "1",
      description = "Base units per unit of weight below which no work is taken.")
  private long price;

  @Option(
      names = "--cost",
      defaultValue = "1000",
      description = "Base units that one second of one core costs.")
  private long cost;

  @Option(names = "--region", defaultValue = "unknown")
  private String region;

  @Option(names = "--vendor", defaultValue = "unknown")
  private String vendor;

  @Option(names = "--hardware", defaultValue = "cpu")
  private String hardware;

  @Option(
      names = "--keys-dir",
      description =
          "Development proving keys of the ledger circuit, made when missing (default:"
              + " ~/.cache/proofworks/keys, where a market of this user has them).")
  private @Nullable Path keysDir;

  @Option(
      names = "--ledger",
      paramLabel = "DEPTHxTRANSFERS",
      defaultValue = "8x2",
      description = "Sizes of the ledger circuit to prove, with --keys-dir.")
  private List<String> ledger;

  @Option(
      names = "--command",
      description = "An external prover instead: the command; see docs/prover-backends.md.")
  private @Nullable String command;

  @Option(
      names = "--command-system",
      defaultValue = "risc0-groth16",
      description = "The proof system of --command.")
  private String commandSystem;

  @Option(names = "--command-timeout", defaultValue = "600", description = "Seconds.")
  private int commandTimeout;

  @Option(names = "--command-memory", description = "MiB of address space.")
  private @Nullable Integer commandMemory;

  @Option(names = "--drain-timeout", defaultValue = "60", description = "Seconds.")
  private int drainTimeout;

  @Option(
      names = "--http-host",
      defaultValue = "127.0.0.1",
      description = "Where health and metrics are served, with --http-port.")
  private String httpHost;

  @Option(names = "--http-port", description = "Serves /livez, /readyz, /startupz and /metrics.")
  private @Nullable Integer httpPort;

  private final Meters meters = Meters.ofProcess();

  public static void main(String[] args) {
    ProcessLog.configure();
    CommandLine line = new CommandLine(new WorkerMain());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, given, parsed) -> {
      System.err.println(failure.getMessage());
      return failure instanceof IllegalArgumentException || failure instanceof SettingsException
          ? 2
          : 3;
    });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LayeredSettings said = market.settings();
    Connection connection = Connection.of(said);
    List<Hash32> domains = said.parsed(Setting.DOMAIN, WorkerMain::domains);
    BrokerAnswer answer = BrokerAnswer.of(connection);
    switch (answer.kind()) {
      case WELCOME -> {}
      case SILENCE -> System.err.println(answer.message() + " It goes on asking.");
      case REFUSAL -> throw new IllegalStateException(answer.message());
      case UNUSABLE -> throw new IllegalArgumentException(answer.message());
    }
    ProofSettings proofs = ProofSettings.of(said);
    MarketRooms rooms = MarketRooms.of(domains, dataDir, roles, capacity);
    Workers workers = Workers.start(starts(rooms, connection, proofs), Clock.systemUTC());
    workers.show(meters);
    if (httpPort != null) {
      OperationsRoutes routes = new OperationsRoutes(workers, meters);
      var unused = OperationsServer.start(routes, HttpBounds.of(said), httpHost, httpPort);
    }
    System.err.println("this is " + workers.id() + "; it needs stake before it gets work");
    Thread drain = new Thread(() -> Runtime.getRuntime().halt(drain(workers, proofs)), "drain");
    Runtime.getRuntime().addShutdownHook(drain);
    workers.work(); // until they are asked to stop or cannot go on
    if (!workers.areDraining()) {
      Runtime.getRuntime().removeShutdownHook(drain);
    }
    return 1;
  }

  /** Those with commas between, each once. */
  private static List<Hash32> domains(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(Hash32::parse).toList();
  }

  private List<Workers.Start> starts(
      MarketRooms rooms, Connection connection, ProofSettings proofs) {
    Worker.Equipment shared = equipment(connection, verifiers(proofs));
    List<Workers.Start> starts = new ArrayList<>();
    for (MarketRooms.Room room : rooms.all()) {
      WorkerSettings settings = settings(connection, room);
      Worker.Equipment equipment = shared.with(room.places());
      starts.add(() -> Worker.start(settings, equipment));
    }
    return starts;
  }

  /** A JVM that a signal ends would report the signal, whatever came of the draining. */
  private static int drain(Workers workers, ProofSettings proofs) {
    workers.close();
    proofs.close();
    return workers.haveOpenBonds() ? 1 : 0;
  }

  private WorkerSettings settings(Connection connection, MarketRooms.Room room) {
    return new WorkerSettings(
        room.name(name),
        room.domain(),
        room.directory(),
        roles,
        room.capacity(),
        price,
        new Economics(cost, 0),
        new WorkerSettings.Hardware(hardware, vendor, region, "proofworks-worker/0.1"),
        connection.clientSettings(),
        Duration.ofDays(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(drainTimeout),
        room.keys(KeyPlaces.parse(owner.place(), sessionKey)));
  }

  /**
   * A prover checks its own proofs before it commits to them, so it needs an external program only
   * if it proves in the system of that.
   */
  private VerifierRegistry verifiers(ProofSettings proofs) {
    VerifierRegistry standard = VerifierRegistry.standard();
    boolean suffices = !roles.contains(Role.AGGREGATOR) && standard.system(system()).isPresent();
    VerifierRegistry verifiers = suffices ? standard : proofs.verifiers();
    if (roles.contains(Role.PROVER) && verifiers.system(system()).isEmpty()) {
      throw new SettingsException(
          "nothing here verifies %s, and a proof that is not checked can cost its bond: set %s"
              .formatted(system(), Setting.EXTERNAL_COMMAND.settingName()));
    }
    return verifiers;
  }

  private String system() {
    return command == null ? LedgerProgram.PROOF_SYSTEM : commandSystem;
  }

  private Worker.Equipment equipment(Connection connection, VerifierRegistry verifiers) {
    return new Worker.Equipment(
        new TimedBackend(backend(), meters),
        verifiers,
        Set.of(system()),
        AggregationSchemes.over(verifiers),
        Executors.newFixedThreadPool(
            capacity, Thread.ofPlatform().name("proving-", 0).daemon().factory()),
        new Places(capacity),
        new MarketSerdes(new RegistryClient(connection.registry()), new RecordMeters(meters)),
        ProverConduct.HONEST,
        AggregatorConduct.HONEST,
        Clock.systemUTC());
  }

  private ProvingBackend backend() {
    if (command != null) {
      return new CommandBackend(
          new CommandBackend.Settings(
              commandSystem,
              List.of(command.split(" ")),
              dataDir.resolve("work"),
              Duration.ofSeconds(commandTimeout),
              Optional.ofNullable(commandMemory)));
    }
    Path keys = keysDir == null ? LedgerBackend.keysOfUser(System.getenv()) : keysDir;
    return LedgerBackend.withDevelopmentKeys(
        keys, ledger.stream().map(LedgerBackend.Size::parse).toList());
  }
}
