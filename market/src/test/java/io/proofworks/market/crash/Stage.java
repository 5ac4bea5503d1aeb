package io.proofworks.market.crash;

import io.proofworks.avro.Policy;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.market.audit.Audit;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.Operator;
import io.proofworks.market.local.SigningKey;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Provisioner;
import io.proofworks.runtime.Ticker;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.sharding.processor.Names;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Everything of a market but settlement itself: broker, registry, topics, policy, ticker. */
final class Stage implements AutoCloseable {

  static final Hash32 DOMAIN = Identity.hash("a market of crashes");

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final AppSettings settings;
  private final MarketSerdes serdes;
  private final Policy policy;
  private final Path journalKey;

  /** On that broker, which is closed with the stage. */
  Stage(EmbeddedKafka kafka, Path stateDir) throws IOException {
    keep(kafka);
    Files.createDirectories(stateDir);
    Path tickKey = stateDir.resolve("tick.key");
    SigningKey.createOnce(tickKey);
    journalKey = stateDir.resolve("journal.key");
    SigningKey.createOnce(journalKey);
    SchemaRegistryServer registry =
        keep(SchemaRegistryServer.start(SchemaRegistrySettings.on(kafka.bootstrapServers())));
    this.settings =
        AppSettings.of(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "registry.url", registry.url(),
                "domain", DOMAIN.hex(),
                "state.dir", stateDir.toString(),
                "replication.factor", "1",
                "app.tick.key.file", tickKey.toString(),
                "app.journal.key.file", journalKey.toString()));
    this.serdes = new MarketSerdes(new RegistryClient(settings.registry()));
    try (Admin admin = Admin.create(settings.clientProperties())) {
      new Provisioner(admin, settings).create();
    }
    new RegistryClient(settings.registry()).provision(Topics.all());
    this.policy = publishedPolicy(tickKey);
  }

  private Policy publishedPolicy(Path tickKey) throws IOException {
    Policy first =
        Policy.newBuilder(DefaultPolicy.of(DOMAIN, List.of(), 1))
            .setTickKey("0x" + SigningKey.publicKey(tickKey))
            .build();
    try (Operator operator = new Operator(DOMAIN, kafka(), serdes)) {
      operator.publish(first);
    }
    return first;
  }

  /** Time passes from now on. */
  Ticker tick(Ticker.Past past) {
    Ticker ticker = keep(Ticker.ofAll(settings, past));
    ticker.start();
    return ticker;
  }

  <T extends AutoCloseable> T keep(T part) {
    parts.add(part);
    return part;
  }

  AppSettings settings() {
    return settings;
  }

  /**
   * What an audit found of settlement: the tasks here follow from no request that anybody signed,
   * and there is neither sharding nor aggregation that would take anything in.
   */
  static List<Audit.Finding> ofSettlement(Audit.Result audit) {
    return audit.findings().stream()
        .filter(f -> !f.kind().equals("WRONG_TASK"))
        .filter(f ->
            !f.kind().equals("LEFT_OUT") || !f.detail().contains("sent to " + Journals.AGGREGATION))
        .filter(f -> !isOfSharding(f))
        .toList();
  }

  private static boolean isOfSharding(Audit.Finding finding) {
    return switch (finding.kind()) {
      case "LEFT_OUT" -> finding.detail().contains("sent to " + Names.SCHEDULE_TOPIC);
      case "DIFFERENT_RECORD" ->
          finding.where().startsWith(Topics.TASKS.name() + "-")
              || finding.where().startsWith(Topics.ASSIGNMENTS.name() + "-");
      default -> false;
    };
  }

  /** File of the key that signs checkpoints. */
  Path journalKey() {
    return journalKey;
  }

  MarketSerdes serdes() {
    return serdes;
  }

  Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", settings.bootstrapServers());
  }

  Author author(long seed) {
    return keep(new Author(kafka(), serdes, DOMAIN, seed));
  }

  Oracle oracle(Author author) {
    return new Oracle(kafka(), serdes, DOMAIN, policy, author);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable part : parts.reversed()) {
      part.close();
    }
  }
}
