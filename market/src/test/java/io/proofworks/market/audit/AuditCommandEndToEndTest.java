package io.proofworks.market.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.cli.ExitCodes;
import io.proofworks.market.scenario.TestMarket;
import io.proofworks.market.terminal.Console;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.TaskClass;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.topics.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits, exports and a witness of a market that settled a batch, as their commands do them. */
class AuditCommandEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private static Path directory;
  private static TestMarket market;
  private static String[] where;
  private static String batch;
  private static String key;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeAll
  static void settleABatch() throws Exception {
    market = TestMarket.on(directory.resolve("market"));
    market.honestProver("ada");
    market.honestAggregator("noether");
    batch = market.submit(2, TaskClass.STANDARD).getBatchId();
    market.log().awaitReceipt(batch, PATIENCE);
    market.requireSound();
    key = "--journal-key=" + HexFormat.of().formatHex(market.journalKey().orElseThrow());
    where =
        new String[] {
          "--bootstrap-servers=" + market.local().broker().bootstrapServers(),
          "--registry-url=" + market.local().broker().registryUrl(),
          key
        };
  }

  @AfterAll
  static void close() {
    market.close();
  }

  private static String[] onTheMarket(String... command) {
    return Stream.concat(Stream.of(command), Stream.of(where)).toArray(String[]::new);
  }

  private static String[] connected(String... command) {
    return with(command, where[0], where[1]);
  }

  private int run(String... command) {
    Console console = new Console(new PrintStream(out, true, UTF_8), System.err, Map.of(), false);
    return CommandTree.run(console, command);
  }

  private static Audit.Scope scope(MarketSerdes serdes) {
    return new Audit.Scope(
        market.local().broker().domain(),
        serdes,
        VerifierRegistry.standard(),
        Topics.PARTITIONS,
        market.journalKey());
  }

  /** The same records, once as they were read and once from a file, which has its own schemas. */
  @Test
  void shouldComeToTheSameFromAFile() throws Exception {
    Path file = directory.resolve("same.log");
    LogFile.Origin origin =
        new LogFile.Origin(
            market.local().broker().domain(), Topics.PARTITIONS, market.journalKey());
    Audit.Result live;
    try (LogSnapshot log =
        Audit.read(market.local().broker().clientSettings(), directory, AuditProgress.SILENT)) {
      LogFile.write(
          file,
          origin,
          log,
          new RegistryClient(
              RegistrySettings.of(URI.create(market.local().broker().registryUrl()))),
          AuditProgress.SILENT);
      live = Audit.of(log, scope(market.local().broker().serdes()));
    }
    try (LogFile read = LogFile.open(file, directory, AuditProgress.SILENT)) {
      assertThat(read.records().audit(scope(read.serdes()), AuditProgress.SILENT)).isEqualTo(live);
    }
    assertThat(live.clean()).isTrue();
  }

  /** What a transaction has written so far may belong to what another topic shows already. */
  @Test
  void shouldReadOnlyOnceTransactionsThatHadBegunHaveEnded() throws Exception {
    Map<String, Object> kafka = market.local().broker().clientSettings();
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("transactional.id", "open");
    settings.put("transaction.timeout.ms", 10_000);
    try (ExecutorService aside = Executors.newSingleThreadExecutor();
        Producer<byte[], byte[]> open =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      open.initTransactions();
      open.beginTransaction();
      RecordMetadata written =
          open.send(new ProducerRecord<>(Topics.LEDGER.name(), new byte[] {1})).get();

      // when
      AtomicLong waited = new AtomicLong();
      Future<LogSnapshot> reading =
          aside.submit(() ->
              Audit.read(
                  kafka,
                  directory,
                  (what, done, of) -> waited.addAndGet(what.contains("transactions") ? 1 : 0)));
      await().atMost(PATIENCE).until(() -> waited.get() > 2);
      assertThat(reading.isDone()).isFalse();
      open.abortTransaction();

      // then
      try (LogSnapshot log = reading.get(5, TimeUnit.MINUTES)) {
        assertThat(log.wholeUpTo(written.topic(), written.partition()))
            .as("what stood there first")
            .isEqualTo(written.offset());
        Audit.Result result = Audit.of(log, scope(market.local().broker().serdes()));
        assertThat(result.findings()).isEmpty();
        assertThat(result.clean()).isTrue();
      }
    }
  }

  @Test
  void shouldExportAuditAndKeepCheckpoints() {
    // given
    String file = directory.resolve("cli.log").toString();
    Path kept = directory.resolve("kept.txt");
    String stranger = "--journal-key=" + "ab".repeat(32);

    // when
    assertThat(run(onTheMarket("audit", "export", file))).isEqualTo(ExitCodes.OK);
    assertThat(run("audit", "--from=" + file, key, "--keep=" + kept, "-o", "json"))
        .isEqualTo(ExitCodes.OK);

    // then what was kept is continued by the live market, and by none of another key
    assertThat(out.toString(UTF_8)).contains("\"clean\" : true").contains(AuditReport.FORMAT);
    assertThat(kept).content().contains("proofworks/");
    assertThat(run(onTheMarket("audit", "--since=" + kept))).isEqualTo(ExitCodes.OK);
    assertThat(run("audit", "--from=" + file, stranger)).isEqualTo(ExitCodes.FAILED);
    assertThat(run("audit", "--from=" + file, stranger, "--since=" + kept))
        .isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void shouldBeWitnessed() throws Exception {
    // given
    Path seed = directory.resolve("witness.key");
    Path cosigned = directory.resolve("cosigned.txt");
    String[] witness =
        onTheMarket(
            "witness",
            "--once",
            "--name=w.example",
            "--key=" + seed,
            "--state=" + directory.resolve("witness.state"));

    // when
    assertThat(run(witness)).isEqualTo(ExitCodes.OK);
    Files.write(cosigned, out.toByteArray());

    // then
    byte[] secret = HexFormat.of().parseHex(Files.readString(seed).strip());
    String one = "--witness=" + WitnessKey.of("w.example", secret).text();
    String other = "--witness=" + WitnessKey.of("v.example", new byte[32]).text();
    String[] since = onTheMarket("audit", "--since=" + cosigned, one);
    assertThat(run(since)).isEqualTo(ExitCodes.OK);
    assertThat(run(with(since, other))).isEqualTo(ExitCodes.FAILED);
    assertThat(run(with(since, other, "--witnesses=1"))).isEqualTo(ExitCodes.OK);
    assertThat(run(onTheMarket("audit", one))).as("published").isEqualTo(ExitCodes.OK);
    assertThat(run(onTheMarket("audit", other))).as("by nobody").isEqualTo(ExitCodes.FAILED);
    assertThat(run(witness)).as("again, from its state").isEqualTo(ExitCodes.OK);

    // and without what it remembers it does not begin again
    Files.delete(directory.resolve("witness.state"));
    assertThat(run(witness)).as("by a slip").isEqualTo(ExitCodes.USAGE);
    assertThat(run(with(witness, "--new-state"))).as("it had signed").isEqualTo(ExitCodes.FAILED);
    Files.delete(directory.resolve("witness.key"));
    Files.delete(directory.resolve("witness.state"));
    assertThat(run(witness)).as("with another key").isEqualTo(ExitCodes.OK);
  }

  @Test
  void shouldShowThatAReceiptAndAWithdrawalWereAppliedOnceEnoughHaveSeenThem() throws Exception {
    // given
    Path seed = directory.resolve("payer.key");
    String[] witness =
        onTheMarket(
            "witness",
            "--once",
            "--name=p.example",
            "--key=" + seed,
            "--state=" + directory.resolve("payer.state"));
    String account = market.local().requester().id();
    assertThat(run(connected("withdraw", account, "1.5", "--reference=1"))).isEqualTo(ExitCodes.OK);
    assertThat(run(connected("withdraw", account, "1.5", "--reference=1")))
        .as("again")
        .isEqualTo(ExitCodes.OK);
    assertThat(run(connected("withdraw", account, "999999999", "--reference=2")))
        .as("more than there is")
        .isEqualTo(ExitCodes.FAILED);
    String paid = "command/1/" + account;
    String refused = "command/2/" + account;
    assertThat(run(witness)).isEqualTo(ExitCodes.OK);
    byte[] secret = HexFormat.of().parseHex(Files.readString(seed).strip());
    String one = "--witness=" + WitnessKey.of("p.example", secret).text();
    String other = "--witness=" + WitnessKey.of("q.example", new byte[32]).text();
    String api = "--api=" + market.local().apiUrl();
    Path file = directory.resolve("evidence.json");
    String[] payout = connected("evidence", "stake", account, paid, one, api, "--wait=0");
    String[] keep = with(payout, "--out=" + file);

    // when
    await().atMost(PATIENCE).until(() -> run(witness) == ExitCodes.OK && run(keep) == ExitCodes.OK);

    // then
    String[] check = {"evidence", "check", file.toString(), domain()};
    assertThat(run(with(check, one))).isEqualTo(ExitCodes.OK);
    assertThat(run(with(check, other))).as("somebody else's").isEqualTo(ExitCodes.FAILED);
    assertThat(run(with(check, one, other))).as("two").isEqualTo(ExitCodes.FAILED);
    assertThat(run(check)).as("nobody's").isEqualTo(ExitCodes.USAGE);
    assertThat(run(connected("evidence", "receipt", batch, one, api))).isEqualTo(ExitCodes.OK);
    assertThat(run(connected("evidence", "stake", account, refused, one, api, "--wait=1")))
        .as("refused")
        .isEqualTo(ExitCodes.FAILED);
    assertThat(run(connected("submit", "--wait=9", "--witnessed", "--data-dir=" + directory)))
        .as("by nobody")
        .isEqualTo(ExitCodes.USAGE);
    assertThat(run(connected("submit", "--wait=9", "--witnessed", one, "--data-dir=" + directory)))
        .as("whose paths nobody serves")
        .isEqualTo(ExitCodes.USAGE);
    Files.writeString(file, Files.readString(file).replaceFirst("\"sequence\" : \"", "$01"));
    assertThat(run(with(check, one))).as("of another entry").isEqualTo(ExitCodes.FAILED);
  }

  @Test
  void shouldCallABatchSettledOnlyOnceEnoughHaveSeenItsReceipt() throws Exception {
    // given a witness that runs
    Path seed = directory.resolve("running.key");
    Files.writeString(seed, "0a".repeat(32));
    Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-------"));
    String[] witness =
        onTheMarket(
            "witness",
            "--name=r.example",
            "--key=" + seed,
            "--state=" + directory.resolve("running.state"),
            "--new-state");
    Thread running = Thread.ofVirtual().start(() -> run(witness));

    // when
    String key =
        "--witness=" + WitnessKey.of("r.example", HexFormat.of().parseHex("0a".repeat(32))).text();
    int end =
        run(
            connected(
                "submit",
                "--wait=300",
                "--witnessed",
                key,
                "--api=" + market.local().apiUrl(),
                "--data-dir=" + directory.resolve("market")));

    // then
    running.interrupt();
    running.join();
    assertThat(end).isEqualTo(ExitCodes.OK);
  }

  private static String domain() {
    return "--domain=" + market.local().broker().domain().hex();
  }

  private static String[] with(String[] command, String... more) {
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }
}
