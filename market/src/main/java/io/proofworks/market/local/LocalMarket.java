package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.serde.MarketSerdes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The whole market in this JVM, for one machine and for trying: a real broker on disk, a schema
 * registry, the applications, the operator's ticker and chain watcher, and workers as asked.
 * Everything goes through the log as on a cluster.
 */
public final class LocalMarket implements AutoCloseable {

  /** The part that makes time pass. */
  public static final String TICKER = "ticker";

  /** The part that answers questions: the views and the query API. */
  public static final String QUERY = "query";

  private final Broker broker;
  private final Deque<AutoCloseable> parts;
  private final VerifierRegistry verifiers;
  private final List<LedgerProgram> programs;
  private final List<Rollup> rollups;
  private final Opener opener;
  private final String apiUrl;
  private final Path journalKey;
  private final Map<String, Part<?>> stoppable;
  private final Map<String, Supplier<Optional<RunningApplication.Ending>>> endings;

  /** How clients reach the log: broker, registry, serdes. */
  public record Broker(
      String bootstrapServers, String registryUrl, MarketSerdes serdes, Hash32 domain) {

    /** Settings for a plain Kafka client. */
    public Map<String, Object> clientSettings() {
      return Map.of("bootstrap.servers", bootstrapServers);
    }
  }

  /** Opens rollups while the market runs. */
  @FunctionalInterface
  interface Opener {
    Rollup open(Hash32 domain) throws IOException;
  }

  LocalMarket(
      Broker broker,
      Deque<AutoCloseable> parts,
      VerifierRegistry verifiers,
      List<LedgerProgram> programs,
      List<Rollup> rollups,
      Opener opener,
      String apiUrl,
      Path journalKey,
      Map<String, Part<?>> stoppable,
      Map<String, Supplier<Optional<RunningApplication.Ending>>> endings) {
    this.stoppable = Map.copyOf(stoppable);
    this.endings = Map.copyOf(endings);
    this.broker = broker;
    this.parts = parts;
    this.verifiers = verifiers;
    this.programs = programs;
    this.rollups = new CopyOnWriteArrayList<>(rollups);
    this.opener = opener;
    this.apiUrl = apiUrl;
    this.journalKey = journalKey;
  }

  /**
   * Starts everything and waits until the applications run.
   *
   * @param crew workers to begin with
   * @throws IOException if the data directory cannot be used
   * @throws io.proofworks.embedded.EmbeddedStartException if the broker cannot start; the message
   *     says the way out
   */
  public static LocalMarket start(
      LocalMarketSettings settings, List<WorkerFleet.Member> crew, Progress progress)
      throws IOException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return new LocalMarketStarter(settings, crew, progress, parts).start();
    } catch (IOException | RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  public Broker broker() {
    return broker;
  }

  /** The proof systems of this market. */
  public VerifierRegistry verifiers() {
    return verifiers;
  }

  /** The ledger programs this market offers. */
  public List<LedgerProgram> programs() {
    return programs;
  }

  /**
   * Opens another rollup on the same brokers, served by the same applications; one that was open
   * before goes on.
   *
   * @throws IOException if the data directory cannot be used
   */
  public Rollup open(Hash32 domain) throws IOException {
    Rollup rollup = opener.open(domain);
    rollups.add(rollup);
    return rollup;
  }

  /** All of them, the deployment's first one first. */
  public List<Rollup> rollups() {
    return List.copyOf(rollups);
  }

  private Rollup first() {
    return rollups.getFirst();
  }

  /** Public key of the journals' checkpoints, hex. */
  public String journalKey() throws IOException {
    return SigningKey.publicKey(journalKey);
  }

  public Operator operator() {
    return first().operator();
  }

  /** The policy in force. */
  public Policy policy() {
    return first().policy();
  }

  public Requester requester() {
    return first().requester();
  }

  public WorkerFleet fleet() {
    return first().fleet();
  }

  /**
   * Stops a part while the rest goes on, as a machine that fails does: {@link #TICKER}, {@link
   * #QUERY}, or an application by its name.
   *
   * @throws IllegalArgumentException if there is no such part
   */
  public void stop(String part) throws Exception {
    part(part).close();
  }

  /** Starts a part again that was stopped; does nothing if it runs. */
  public void start(String part) {
    var unused = part(part).start();
  }

  private Part<?> part(String name) {
    Part<?> part = stoppable.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no part " + name + "; there are " + stoppable.keySet());
    }
    return part;
  }

  /**
   * Starts workers again that a failure has ended, and requires all else to be there; to be asked
   * about once a second.
   *
   * @throws PartEndedException when a part has ended for good
   */
  public void requireWell() {
    endings.forEach((name, ending) ->
        ending
            .get()
            .ifPresent(end -> {
              throw PartEndedException.of(name, end);
            }));
    rollups.forEach(rollup -> rollup.fleet().mend());
  }

  /** Where the query API answers. */
  public String apiUrl() {
    return apiUrl;
  }

  private static void closeAll(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        LoggerFactory.getLogger(LocalMarket.class)
            .warn("{} cause={}", LogCode.NOT_CLOSED_IN_TIME, e.toString(), e);
      }
    }
  }

  @Override
  public void close() {
    closeAll(parts);
  }
}
