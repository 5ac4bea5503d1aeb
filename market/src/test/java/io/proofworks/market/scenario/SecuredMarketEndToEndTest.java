package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.aggregation.AggregationApplication;
import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.embedded.RegistryUser;
import io.proofworks.embedded.SchemaRegistryServer;
import io.proofworks.embedded.SchemaRegistrySettings;
import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.local.SigningKey;
import io.proofworks.market.terminal.Console;
import io.proofworks.metrics.MetricsApplication;
import io.proofworks.protocol.Role;
import io.proofworks.runtime.AdminAnswers;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.runtime.Ticker;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.sharding.ShardingApplication;
import io.proofworks.topics.Grant;
import io.proofworks.topics.Party;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.views.query.QueryService;
import io.proofworks.worker.WorkerMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A market on a broker and a registry that ask who is there: each party has a principal of its own,
 * and that may do what the grants say and nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SecuredMarketEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required";

  @TempDir private static Path directory;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private EmbeddedKafka kafka;
  private SchemaRegistryServer registry;
  private QueryService query;
  private Path tickKey;
  private Path journalKey;

  @BeforeAll
  void start() throws IOException {
    kafka =
        keep(
            EmbeddedKafka.start(
                EmbeddedKafkaSettings.at(directory.resolve("kafka")).withOverrides(security())));
    registry = keep(startRegistry());
    assertThat(run("admin", "topics", "create")).as(this::said).isZero();
    assertThat(run("admin", "topics", "grant")).as(this::said).isZero();
    tickKey = directory.resolve("tick.key");
    SigningKey.createOnce(tickKey);
    journalKey = directory.resolve("journal.key");
    SigningKey.createOnce(journalKey);
    assertThat(
            run("operator", "policy", "publish", "--keys-dir=" + keys(), "--tick-key=" + tickKey))
        .as(this::said)
        .isZero();
    start("sharding", new ShardingApplication());
    start("settlement", new SettlementApplication());
    start("aggregation", new AggregationApplication(Schemes.standard()));
    start("metrics", new MetricsApplication());
    query = keep(QueryService.start(AppContext.ofProcess(settings("views")), "127.0.0.1", 0));
    keep(Ticker.ofMarket(ticker("active"), Ticker.Past.UNKNOWN)).start();
  }

  private static Map<String, String> security() {
    String users =
        Stream.concat(Stream.of(Party.values()).map(Party::principal), Stream.of("admin"))
            .map(name -> " user_" + name + "=\"" + secret(name) + "\"")
            .collect(Collectors.joining());
    return Map.of(
        "listener.security.protocol.map",
        "CLIENT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms",
        "PLAIN",
        "sasl.mechanism.inter.broker.protocol",
        "PLAIN",
        "listener.name.client.plain.sasl.jaas.config",
        PLAIN + " username=\"admin\" password=\"" + secret("admin") + "\"" + users + ";",
        "authorizer.class.name",
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users",
        "User:admin;User:ANONYMOUS"); // who comes by the controller's listener
  }

  private static String secret(String principal) {
    return "secret-of-" + principal;
  }

  private static Map<String, String> client(String principal, String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        PLAIN + " username=\"" + principal + "\" password=\"" + password + "\";");
  }

  private SchemaRegistryServer startRegistry() {
    Map<String, String> client = new java.util.HashMap<>(client("admin", secret("admin")));
    client.put("bootstrap.servers", kafka.bootstrapServers());
    return SchemaRegistryServer.start(
        new SchemaRegistrySettings(
            client,
            0,
            List.of(
                RegistryUser.reader("market", secret("registry")),
                RegistryUser.admin("admin", secret("registry-admin")))));
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private void start(String principal, StreamsApplication application) throws IOException {
    AppSettings settings = settings(principal);
    assertThat(StreamsRunner.check(settings)).as(principal).isEmpty();
    RunningApplication running =
        keep(StreamsRunner.startTicking(application, AppContext.ofProcess(settings)));
    assertThat(running.awaitRunning(PATIENCE)).as(principal).isTrue();
  }

  private AppSettings ticker(String role) throws IOException {
    String[] flags = {
      "--config=" + config("ticker", secret("ticker")),
      "--app.tick.key.file=" + tickKey,
      "--app.tick.role=" + role
    };
    return AppSettings.load(flags, Map.of());
  }

  private AppSettings settings(String principal) throws IOException {
    String[] flags = {
      "--config=" + config(principal, secret(principal)),
      "--state.dir=" + directory.resolve("state"),
      "--replication.factor=1"
    };
    return AppSettings.load(flags, Map.of());
  }

  /** The file that a party is given. */
  private Path config(String principal, String password) throws IOException {
    boolean isAdmin = principal.equals("admin");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "bootstrap.servers=" + kafka.bootstrapServers(),
                "registry.url=" + registry.url(),
                "registry.user=" + (isAdmin ? "admin" : "market"),
                "registry.password=" + secret(isAdmin ? "registry-admin" : "registry"),
                "domain=0x" + "5e".repeat(32)));
    if (Set.of("sharding", "settlement", "aggregation").contains(principal)) {
      lines.add("app.journal.key.file=" + journalKey);
    }
    client(principal, password).forEach((name, value) -> lines.add("kafka." + name + "=" + value));
    Path file = Files.write(directory.resolve(principal + ".properties"), lines);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path keys() {
    return Path.of("target", "ledger-keys").toAbsolutePath();
  }

  private int run(String principal, String command, String... arguments) throws IOException {
    return run(config(principal, secret(principal)), command, arguments);
  }

  private int run(Path config, String command, String... arguments) {
    said.reset();
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--config=" + config, "--data-dir=" + directory.resolve("data")));
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return CommandTree.run(
        new Console(stream, stream, Map.of(), false), line.toArray(String[]::new));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  @Test
  void shouldSettleABatchThoughEachPartyMayDoItsPartOnly() throws Exception {
    Path strange = directory.resolve("dota/requester");
    assertThat(run("operator", "deposit", strange.toString(), "100")).isEqualTo(2);
    assertThat(run("operator", "deposit", strange.toString(), "100", "--new-keys")).isNotZero();
    assertThat(strange.getParent()).doesNotExist();
    for (String party : List.of("data", "prover", "aggregator")) {
      Files.createDirectories(directory.resolve(party));
    }
    deposit(directory.resolve("data/requester") + "/");
    deposit(directory.resolve("prover/keys").toString());
    deposit(directory.resolve("aggregator/keys").toString());
    work("prover", config("prover", secret("prover")), Role.PROVER);
    work("aggregator", config("aggregator", secret("aggregator")), Role.AGGREGATOR);

    String witness = "--witness=" + witness();
    String[] seen = {witness, "--api=" + query.url()};

    assertThat(run("requester", "submit", with(seen, "--transfers=4", "--wait=240", "--witnessed")))
        .as(this::said)
        .isZero();

    String batch = found("^0x\\p{XDigit}{64}$");
    assertThat(run("operator", "evidence", with(seen, "receipt", batch))).as(this::said).isZero();
    assertThat(run("operator", "withdraw", directory.resolve("data/requester").toString(), "1"))
        .as(this::said)
        .isZero();
    String account = found("0x\\p{XDigit}{40}");
    String reference = found("(?<=reference )\\S+");
    for (String payer : List.of("operator", "chain-watcher")) {
      assertThat(run(payer, "evidence", with(seen, "stake", account, reference)))
          .as(this::said)
          .isZero();
    }
    assertThat(run("auditor", "audit", witness)).as(this::said).isZero();
    Awaitility.await().atMost(PATIENCE).until(() -> batches().contains("\"state\":\"SETTLED\""));
  }

  /** One that runs beside the market, and its key. */
  private String witness() throws IOException {
    ByteArrayOutputStream own = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(own, true, StandardCharsets.UTF_8);
    Console console = new Console(stream, stream, Map.of(), false);
    String[] line = {
      "witness",
      "--name=example.com/w",
      "--key=" + directory.resolve("witness.key"),
      "--state=" + directory.resolve("witness.state"),
      "--journal-key=" + SigningKey.publicKey(journalKey),
      "--config=" + config("witness", secret("witness")),
      "--data-dir=" + directory.resolve("data")
    };
    Thread thread = Thread.ofPlatform().daemon().start(() -> CommandTree.run(console, line));
    keep(() -> {
      thread.interrupt();
      thread.join();
    });
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> own.toString(StandardCharsets.UTF_8).contains("add-checkpoint on "));
    return own.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
  }

  private static String[] with(String[] last, String... first) {
    return Stream.concat(Stream.of(first), Stream.of(last)).toArray(String[]::new);
  }

  /** The first of such in what the last command said. */
  private String found(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(said())
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow(() -> new AssertionError(said()));
  }

  private void deposit(String account) throws IOException {
    assertThat(run("operator", "deposit", account, "100", "--new-keys")).as(this::said).isZero();
  }

  private String batches() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(query.url() + "/v1/batches")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** A worker as its owner starts it. */
  private Process work(String name, Path config, Role role) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerMain.class.getName(),
                "--config=" + config,
                "--data-dir=" + directory.resolve(name),
                "--keys-dir=" + keys(),
                "--role=" + role)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    Process process = builder.start();
    keep(() -> process.destroyForcibly().waitFor());
    return process;
  }

  @Test
  void shouldTellAWorkerWhoseCredentialsAreWrong() throws Exception {
    Process stranger = work("stranger", config("aggregator", "wrong"), Role.AGGREGATOR);

    assertThat(stranger.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(stranger.exitValue()).isEqualTo(3);
    assertThat(Files.readString(directory.resolve("stranger.log")))
        .contains("does not let these credentials in", "--config")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldTellAWorkerThatMayNotRead() throws Exception {
    Process requester =
        work("requester", config("requester", secret("requester")), Role.AGGREGATOR);

    assertThat(requester.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(requester.exitValue()).isEqualTo(3);
    assertThat(Files.readString(directory.resolve("requester.log")))
        .contains("Not authorized to access topics")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldNotLetAProverWriteWhatTheMarketWrites() {
    try (KafkaProducer<byte[], byte[]> prover = producer("prover", Map.of())) {
      assertThatThrownBy(() -> prover.send(record(Topics.VERDICTS.name())).get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> prover.send(record(Topics.COMMITMENTS.dlq())).get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> prover.send(record("proofworks-settlement-tasks-changelog")).get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void shouldNotLetAProverOpenATransaction() {
    try (KafkaProducer<byte[], byte[]> prover =
        producer("prover", Map.of("transactional.id", "proofworks-settlement-0"))) {
      assertThatThrownBy(prover::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class);
    }
  }

  @Test
  void shouldNotLetAnApplicationWriteForAnother() {
    try (KafkaProducer<byte[], byte[]> metrics = producer("metrics", Map.of())) {
      assertThatThrownBy(() -> metrics.send(record(Topics.LEDGER.name())).get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void shouldNotLetTheTickerWriteWhatIsBelieved() {
    try (KafkaProducer<byte[], byte[]> ticker = producer("ticker", Map.of())) {
      for (Topic<?> topic : Topics.all()) {
        if (Topics.tickedBy(Party.TICKER).contains(topic)) {
          assertThatCode(() -> ticker.send(Ticks.record(topic.name(), 0)).get())
              .doesNotThrowAnyException();
        } else {
          assertThatThrownBy(() -> ticker.send(record(topic.name())).get())
              .as(topic.name())
              .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
      }
    }
  }

  @Test
  void shouldHearTheOtherTickerAndLeaveItToThatOne() throws IOException {
    try (Ticker standby = Ticker.ofMarket(ticker("standby"), Ticker.Past.UNKNOWN)) {
      standby.start();
      Awaitility.await()
          .during(Duration.ofSeconds(6))
          .atMost(Duration.ofSeconds(8))
          .until(() -> standby.isStandingBy() && standby.acknowledged() == 0);
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String principal, Map<String, String> more) {
    Map<String, Object> settings = new java.util.HashMap<>(client(principal, secret(principal)));
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.putAll(more);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> record(String topic) {
    return new ProducerRecord<>(topic, 0, new byte[] {1}, new byte[] {2});
  }

  @Test
  void shouldExamineWhatAPrincipalMaySee() throws IOException {
    assertThat(run("operator", "doctor")).as(this::said).isZero();
    assertThat(said()).doesNotContain("ERROR").contains("ACLS_UNKNOWN");
    assertThat(run("admin", "doctor")).as(this::said).isZero();
    assertThat(said()).startsWith("0 findings");

    letTheTickerWriteVerdicts();
    assertThat(run("admin", "doctor")).as(this::said).isZero();
    assertThat(said()).contains("GRANTS_BEYOND", "market.verdicts");
    assertThat(run("admin", "topics", "revoke", "--print")).as(this::said).isZero();
    assertThat(run("admin", "topics", "revoke")).as(this::said).isZero();
    assertThat(said()).startsWith("1 revoked").contains("User:ticker");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(run("admin", "doctor")).isZero();
          assertThat(said()).startsWith("0 findings");
        });
    assertThat(run("prover", "doctor")).isEqualTo(1);
    assertThat(said()).contains("TOPIC_REFUSED", "ACCESS_REFUSED").doesNotContain("\tat ");
  }

  /** A stream in which nothing comes would say that nothing happens. */
  @Test
  void shouldTellASubscriberThatTheClusterDoesNotLetTheViewsReadATopic() throws Exception {
    AclBinding refusal =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, Topics.AGGREGATES.name(), PatternType.LITERAL),
            new AccessControlEntry(
                "User:" + Party.VIEWS.principal(), "*", AclOperation.ALL, AclPermissionType.DENY));
    assertThat(events(Topics.AGGREGATES).statusCode()).isEqualTo(200);
    try (Admin admin = admin()) {
      AdminAnswers.await("refusing", admin.createAcls(List.of(refusal)).all());
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            HttpResponse<InputStream> answer = events(Topics.AGGREGATES);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("topic-refused", Topics.AGGREGATES.name());
          });
      AdminAnswers.await("allowing", admin.deleteAcls(List.of(refusal.toFilter())).all());
    }
  }

  private HttpResponse<InputStream> events(Topic<?> topic) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(query.url() + "/v1/events?topics=" + topic.name()))
            .header("Accept", "text/event-stream")
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (answer.statusCode() == 200) {
        answer.body().close(); // it has no end of its own
      }
      return answer;
    }
  }

  private Admin admin() {
    Map<String, Object> settings = new java.util.HashMap<>(client("admin", secret("admin")));
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return Admin.create(settings);
  }

  /** As an earlier build had to. */
  private void letTheTickerWriteVerdicts() {
    Grant grant =
        new Grant(
            Party.TICKER,
            List.of(AclOperation.WRITE),
            Grant.Resource.TOPIC,
            Topics.VERDICTS.name(),
            false);
    try (Admin admin = admin()) {
      AdminAnswers.await("granting", admin.createAcls(grant.bindings()).all());
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> run("admin", "doctor") == 0 && said().contains("GRANTS_BEYOND"));
  }

  @Test
  void shouldSayWhatIsWrongWithCredentials() throws IOException {
    assertThat(run(config("requester", "wrong"), "submit")).isEqualTo(3);
    assertThat(said()).contains("does not let these credentials in", "--config");
    assertThat(run("prover", "topics", "create")).isEqualTo(3);
    assertThat(said()).contains("may not").doesNotContain("\tat ");
  }
}
