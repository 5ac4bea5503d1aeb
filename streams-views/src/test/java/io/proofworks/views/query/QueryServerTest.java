package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Verdict;
import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.operations.Meters;
import io.proofworks.operations.testing.LocalPage;
import io.proofworks.operations.testing.RawHttp;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settings.ProofSettings;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import io.proofworks.views.MarketView;
import io.proofworks.views.Story;
import io.proofworks.views.ViewReader;
import io.proofworks.views.ViewsApplication;
import io.proofworks.views.ViewsTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class QueryServerTest implements LocalPage {

  private static final String BATCH = "0x" + "66".repeat(32);
  private static final String PROVER = "0x" + "01".repeat(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Condition> condition = new AtomicReference<>(Condition.WORKING);
  private final List<Throwable> reported = new CopyOnWriteArrayList<>();
  private volatile boolean damaged;
  private TopologyFixture market;
  private QueryServer server;

  /** The one partition of the topology driver. */
  private final class OnePartition implements Placement {

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public Place of(int partition) {
      return new Place.Here(here(partition));
    }

    @Override
    public MarketView here(int partition) {
      if (damaged) {
        throw new ProcessorStateException("Error while getting value for key from store views");
      }
      if (condition.get() != Condition.WORKING) {
        throw Problem.away(condition.get(), "partition 0");
      }
      return new MarketView(new ViewReader(market.driver().getKeyValueStore(ViewsTopology.VIEWS)));
    }
  }

  /** Ready as long as the views do not move. */
  private final class ViewsHealth implements Health {

    @Override
    public Condition condition() {
      return condition.get();
    }

    @Override
    public boolean hasStarted() {
      return true;
    }

    @Override
    public Map<String, ?> details() {
      return Map.of("toRestore", condition.get() == Condition.WORKING ? 0 : 7);
    }
  }

  @BeforeEach
  void start() {
    market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"));
    server =
        QueryServer.listen(
            new AppContext(
                TopologyFixture.settings(), market.serdes(), VerifierRegistry.standard()),
            "127.0.0.1",
            0);
    server.serve(new OnePartition(), new ViewsHealth(), reported::add);
    market.pipe(Topics.LEDGER, PROVER, movement(), 5_000);
    market.pipe(Topics.VERDICTS, BATCH, verdict("ACCEPTED"), 6_000);
    market.pipe(Topics.VERDICTS, BATCH, verdict("INVALID_PROOF"), 6_001);
    market.driver().advanceWallClockTime(Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    market.close();
  }

  private static LedgerMovement movement() {
    return LedgerMovement.newBuilder()
        .setMovementId("m")
        .setDomain(TopologyFixture.DOMAIN)
        .setAccount(PROVER)
        .setKind("DEPOSIT")
        .setFromBucket("external")
        .setToBucket("free")
        .setAmount(Long.MAX_VALUE)
        .setCounterparty("")
        .setReason("")
        .setCause("")
        .setTime(5_000)
        .setFree(Long.MAX_VALUE)
        .setReserved(0)
        .setEscrow(0)
        .setPaid(0)
        .setBurned(0)
        .build();
  }

  private static Verdict verdict(String reason) {
    return Verdict.newBuilder()
        .setVerdictId("v")
        .setDomain(TopologyFixture.DOMAIN)
        .setKind("BATCH")
        .setReason(reason)
        .setDetail("")
        .setAuthor(PROVER)
        .setBatchId(BATCH)
        .setEpoch(0)
        .setShardWeight(0)
        .setDecidedAt(6_000)
        .setSlashed(12)
        .setRewarded(0)
        .setEvidence(List.of())
        .build();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private void refused(String path, int status, String code) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(json(response).path("code").asText()).as(path).isEqualTo(code);
  }

  @Test
  void shouldGiveAmountsAsStringsAndTellAsOf() throws Exception {
    JsonNode account = json(get("/v1/accounts/" + PROVER));

    assertThat(account.path("free").isTextual()).isTrue();
    assertThat(account.path("free").asText()).isEqualTo("9223372036854775807");
    assertThat(account.path("movements").get(0).path("log").path("time").asLong()).isEqualTo(5_000);
    assertThat(account.at("/asOf/time").asLong()).isEqualTo(6_001);
    assertThat(account.path("asOf").path("offsets").path("market.verdicts-0").asLong())
        .isEqualTo(1);
  }

  @Test
  void shouldProveThatAnInputWasAppliedAndThatTheJournalOnlyGrows() throws Exception {
    byte[] seed = new byte[32];
    Hash32 domain = Hash32.parse("0x" + "77".repeat(32));
    String origin = Journals.origin(domain, "task-0");
    NoteKey key = SignedNote.keyOf(origin, seed);
    MerkleFrontier tree = MerkleFrontier.EMPTY;
    Hash32 firstRoot = Hash32.ZERO;
    for (int i = 0; i < 11; i++) {
      Hash32 entry = Merkle.leaf(new byte[] {(byte) i});
      tree = tree.with(entry.bytes());
      firstRoot = i == 3 ? tree.root() : firstRoot;
      market.pipe(Topics.JOURNAL, "task-0", entry(i, entry), 1);
    }
    refused("/v1/journals/task-0/checkpoint", 404, "no-checkpoint");
    String note = new Checkpoint(origin, 11, tree.root()).sign(seed);
    market.pipe(
        Topics.CHECKPOINTS,
        "task-0",
        new JournalCheckpoint(TopologyFixture.DOMAIN, "task-0", 11L, note),
        1);

    HttpResponse<String> signed = get("/v1/journals/task-0/checkpoint");
    assertThat(signed.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    assertThat(signed.headers().firstValueAsLong("Proofworks-As-Of")).isPresent();
    Checkpoint checkpoint = Checkpoint.open(signed.body(), key).orElseThrow();
    JsonNode included =
        json(get("/v1/journals/task-0/inclusion?topic=market.reveals&partition=0&offset=6"));
    assertThat(
            Merkle.isIncluded(
                Merkle.leaf(Hash32.parse(included.path("entryHash").asText()).bytes()),
                included.path("index").asLong(),
                checkpoint.size(),
                hashes(included),
                checkpoint.root()))
        .isTrue();
    JsonNode grown = json(get("/v1/journals/task-0/consistency?from=4"));
    assertThat(Merkle.isConsistent(4, 11, firstRoot, checkpoint.root(), hashes(grown))).isTrue();
    assertThat(json(get("/v1/journals")).path("journals")).hasSize(1);
    refused("/v1/journals/task-9", 404, "journal-not-found");
    refused("/v1/journals/task-0/inclusion?topic=market.reveals", 400, "bad-parameter");
    refused(
        "/v1/journals/task-0/inclusion?topic=market.reveals&partition=9999999999&offset=1",
        400,
        "bad-parameter");
    refused("/v1/journals/task-0/inclusion?index=99", 409, "not-in-that-tree");
    refused("/v1/journals/task-0/consistency?from=0", 400, "bad-parameter");
    refused("/v1/journals/task-0/other", 404, "no-such-path");
  }

  private static List<Hash32> hashes(JsonNode node) {
    List<Hash32> hashes = new ArrayList<>();
    node.path("proof").forEach(hash -> hashes.add(Hash32.parse(hash.asText())));
    return hashes;
  }

  private static JournalEntry entry(long sequence, Hash32 hash) {
    return JournalEntry.newBuilder()
        .setJournal("task-0")
        .setSequence(sequence)
        .setPreviousHash("")
        .setEntryHash(hash.hex())
        .setInput(new io.proofworks.avro.Coordinates("market.reveals", 0, sequence, 1L))
        .setInputDigest("")
        .setClocks(Map.of())
        .setOutcomeDigest("")
        .build();
  }

  @Test
  void shouldFilterVerdicts() throws Exception {
    JsonNode all = json(get("/v1/verdicts?batch=" + BATCH + "&author=" + PROVER));
    JsonNode invalid = json(get("/v1/verdicts?reason=INVALID_PROOF&limit=5"));
    JsonNode others = json(get("/v1/verdicts?author=0x" + "02".repeat(20)));

    assertThat(all.path("verdicts")).hasSize(2);
    assertThat(invalid.path("verdicts")).hasSize(1);
    assertThat(invalid.at("/verdicts/0/slashed").asText()).isEqualTo("12");
    assertThat(others.path("verdicts")).isEmpty();
  }

  @Test
  void shouldAnswerOfEachMarketThatHasAPolicyAndOfNoOther() throws Exception {
    String first = serveBesideTheFirst();

    assertThat(policies(get("/v1/markets")))
        .containsExactly(TopologyFixture.DOMAIN + " 4 false false");
    for (String path :
        List.of("market", "batches", "verdicts", "journals/task-0", "batches/" + BATCH)) {
      refused("/v1/" + path + "?domain=0x" + "ab".repeat(32), 404, "market-not-found");
    }
    assertThat(get("/v1/market?domain=0x" + "ab".repeat(32)).body()).contains("/v1/markets");
    assertThat(get("/v1/market?domain=" + TopologyFixture.DOMAIN).statusCode()).isEqualTo(200);
    refused("/v1/batches/" + BATCH + "?domain=" + TopologyFixture.DOMAIN, 404, "batch-not-found");
    refused("/v1/markets?domain=" + TopologyFixture.DOMAIN, 400, "unknown-parameter");
    refused("/v1/market?domain=all", 400, "bad-id");

    market.pipe(Topics.POLICIES, first, policy(first, 1), 7_000);

    assertThat(policies(get("/v1/markets")))
        .containsExactly(first + " 1 true false", TopologyFixture.DOMAIN + " 4 false false");

    Policy withdrawn =
        Policy.newBuilder(policy(TopologyFixture.DOMAIN, 5))
            .setRules(MarketRules.MARKETS_MAY_CLOSE)
            .setClosed(true)
            .build();
    market.pipe(Topics.POLICIES, TopologyFixture.DOMAIN, withdrawn, 8_000);

    assertThat(policies(get("/v1/markets")))
        .containsExactly(first + " 1 true false", TopologyFixture.DOMAIN + " 5 false true");
  }

  /** The market of the fixture is not the first one of its deployment then. */
  private String serveBesideTheFirst() {
    market.close();
    TopologyFixture.beside(true);
    try {
      market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"));
    } finally {
      TopologyFixture.beside(false);
    }
    market.pipe(Topics.POLICIES, TopologyFixture.DOMAIN, policy(TopologyFixture.DOMAIN, 4), 6_000);
    return TopologyFixture.FIRST.hex();
  }

  private static Policy policy(String domain, int version) {
    return Policy.newBuilder(Story.policy())
        .setDomain(domain)
        .setVersion(version)
        .setAggregatorBond(1) // of the story's nobody could read it
        .build();
  }

  private static List<String> policies(HttpResponse<String> answer) throws IOException {
    List<String> lines = new ArrayList<>();
    json(answer)
        .path("markets")
        .forEach(one ->
            lines.add(
                one.path("domain").asText()
                    + " "
                    + one.path("policyVersion").asInt()
                    + " "
                    + one.path("first").asBoolean()
                    + " "
                    + one.path("closed").asBoolean()));
    return lines;
  }

  @Test
  void shouldAnswerEveryCollection() throws Exception {
    for (String name :
        List.of("market", "batches", "tasks", "provers", "verdicts", "receipts", "routes")) {
      HttpResponse<String> response = get("/v1/" + name);

      assertThat(response.statusCode()).as(name).isEqualTo(200);
      assertThat(json(response).has("asOf")).as(name).isTrue();
    }
  }

  @Test
  void shouldRefuseBadInputByName() throws Exception {
    refused("/v1/verdicts?reson=STALE", 400, "unknown-parameter");
    refused("/v1/verdicts?reason=NONE", 400, "bad-parameter");
    refused("/v1/verdicts?limit=0", 400, "bad-parameter");
    refused("/v1/verdicts?limit=1001", 400, "bad-parameter");
    refused("/v1/verdicts?limit=1&limit=2", 400, "repeated-parameter");
    refused("/v1/market?x=1", 400, "unknown-parameter");
    refused("/v1/tasks/abc", 400, "bad-id");
    refused("/v1/accounts/" + BATCH, 400, "bad-id");
    refused("/v1/tasks/" + BATCH, 404, "task-not-found");
    refused("/v2/market", 404, "no-such-path");
    refused("/v1/metrics", 400, "bad-parameter");
    refused("/v1/metrics?class=STANDARD&window=7", 400, "bad-parameter");
    refused("/v1/batches?state=LOST", 400, "bad-parameter");
    refused("/v1/batches?cursor=*", 400, "bad-parameter");
    refused("/v1/batches?format=xml", 400, "bad-parameter");
    refused("/v1/market?minOffset=market.batches-9@1", 400, "bad-parameter");
    refused("/v1/events", 406, "not-acceptable");
    assertThat(get("/v1/verdicts?reson=STALE").body()).contains("author");
  }

  /** What made a pattern call itself for each part, until the stack had no more room. */
  @Test
  void shouldAnswerTextThatIsMadeToExhaustIt() throws Exception {
    refused("/" + "a/".repeat(2_000) + "a.js", 404, "no-such-path");
    refused("/" + "a".repeat(4_000), 404, "no-such-path");
    refused("/v1/" + "%25".repeat(1_300), 404, "no-such-path");
    refused("/v1/tasks/" + "0".repeat(4_000), 400, "bad-id");
    refused("/v1/market?" + "&".repeat(4_000), 400, "unknown-parameter");
    refused("/v1/market?minOffset=" + "a-".repeat(1_900), 400, "bad-parameter");
    refused("/v1/market?minOffset=" + "market.batches-0@1,".repeat(200), 400, "bad-parameter");
    assertThat(get("/v1/batches?cursor=" + "9".repeat(4_000)).statusCode()).isLessThan(500);
    refused("/v1/verdicts?limit=" + "1".repeat(4_000), 400, "bad-parameter");
    assertThat(asked("1" + ",1".repeat(2_999)).statusCode()).isEqualTo(400);
    assertThat(asked("0" + ",0".repeat(2_999)).statusCode()).isEqualTo(200);
    for (String id : List.of("1" + ".1".repeat(1_900), "1".repeat(3_900), ".".repeat(3_900))) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/v1/events"))
                  .header("Accept", "text/event-stream")
                  .header("Last-Event-ID", id)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(json(answer).path("code").asText()).isEqualTo("bad-parameter");
    }
  }

  @Test
  void shouldRefuseHeadersThatAreTooLarge() throws Exception {
    String answer =
        RawHttp.send(
            port(),
            "GET",
            "/v1/market",
            List.of("Host: localhost", "X-A: " + "a".repeat(100_000)),
            "");

    assertThat(answer).startsWith("HTTP/1.1 431");
  }

  @Test
  void shouldRefuseOtherMethods() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/v1/market"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @ParameterizedTest
  @EnumSource(
      value = Condition.class,
      names = {"MOVING", "STARTING", "STOPPING", "FAILED"})
  void shouldAnswerLaterAndNotInPartAndSayHowTheViewsAre(Condition how) throws Exception {
    condition.set(how);

    refused("/v1/market", 503, how.code());
    refused("/v1/verdicts", 503, how.code());
    refused("/v1/accounts/" + PROVER, 503, how.code());
    refused("/readyz", 503, how.code());
    assertThat(json(get("/readyz")).path("toRestore").asInt()).isEqualTo(7);
    assertThat(get("/livez").statusCode()).isEqualTo(how == Condition.FAILED ? 503 : 200);
    assertThat(get("/v1/market").headers().firstValue("Retry-After")).contains("1");
    condition.set(Condition.WORKING);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/v1/market").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldReportACopyOfTheViewsThatCannotBeReadAndAnswerLater() throws Exception {
    damaged = true;

    refused("/v1/market", 503, "starting");

    assertThat(reported).singleElement().isInstanceOf(ProcessorStateException.class);
  }

  @Test
  void shouldPageThroughAllOfAListOnceWhateverIsAddedMeanwhile() throws Exception {
    for (int i = 0; i < 7; i++) {
      market.pipe(Topics.VERDICTS, BATCH, verdict(i % 2 == 0 ? "STALE" : "ACCEPTED"), 7_000 + i);
    }
    List<Long> times = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(get("/v1/verdicts?limit=2" + cursor));
      page.path("verdicts").forEach(v -> times.add(v.at("/log/time").asLong()));
      cursor = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asText();
      market.pipe(Topics.VERDICTS, BATCH, verdict("STALE"), 9_000 + times.size());
    } while (!cursor.isEmpty());

    assertThat(times)
        .containsExactly(7_006L, 7_005L, 7_004L, 7_003L, 7_002L, 7_001L, 7_000L, 6_001L, 6_000L);
  }

  @Test
  void shouldWaitForWhatTheClientHasWritten() throws Exception {
    refused("/v1/verdicts?minOffset=market.verdicts-0@99", 503, "behind");
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(
            HttpRequest.newBuilder(
                    URI.create(server.url() + "/v1/verdicts?minOffset=market.verdicts-0@2"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    market.pipe(Topics.VERDICTS, BATCH, verdict("STALE"), 7_000);
    assertThat(waiting).as("before it is told how far has been read").isNotDone();
    market.driver().advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(json(waiting.get(10, TimeUnit.SECONDS)).at("/verdicts/0/reason").asText())
        .isEqualTo("STALE");
  }

  @Test
  void shouldTakeNothingThatIsMeantForOtherInstancesAtItsWord() throws Exception {
    for (String partitions : List.of("1", "x", "0,", "99999")) {
      assertThat(asked(partitions).statusCode()).as(partitions).isEqualTo(400);
    }
    assertThat(json(asked("0,0,0")).path("parts")).hasSize(1);
  }

  private HttpResponse<String> asked(String partitions) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/verdicts"))
            .header(Peers.PARTITIONS, partitions)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void shouldWriteTables() throws Exception {
    HttpResponse<String> csv = get("/v1/verdicts?limit=1&format=csv");
    HttpResponse<String> lines = get("/v1/verdicts?format=ndjson");

    assertThat(csv.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
    assertThat(csv.body().lines()).hasSize(2);
    assertThat(csv.body()).startsWith("verdictId,domain,kind,reason").contains(",log.offset,");
    assertThat(csv.headers().firstValue("Link").orElseThrow())
        .startsWith("</v1/verdicts?cursor=")
        .endsWith("rel=\"next\"");
    assertThat(lines.body().lines().map(QueryServerTest::parse))
        .extracting(line -> line.path("reason").asText())
        .containsExactly("INVALID_PROOF", "ACCEPTED");
  }

  private static JsonNode parse(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldServeTheDocumentOfTheTopics() throws Exception {
    HttpResponse<String> document = get("/v1/asyncapi.json");

    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.headers().firstValue("Content-Type").orElse("")).contains("json");
    assertThat(document.body()).isEqualTo(AsyncApi.document());
  }

  @Override
  public int port() {
    return URI.create(server.url()).getPort();
  }

  @Override
  public String path() {
    return "/v1/batches";
  }

  private double unwitnessedSeconds() throws Exception {
    String all = get("/metrics").body();
    return Pattern.compile("(?m)^proofworks_journals_unwitnessed_seconds (\\S+)$")
        .matcher(all)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(all));
  }

  @Test
  void shouldServeHowLongAJournalHasLackedCosignatures() throws Exception {
    server.close();
    market.close();
    market =
        TopologyFixture.of(
            new ViewsApplication("127.0.0.1:1"),
            AppSettings.of(
                Map.of(
                    "domain",
                    TopologyFixture.DOMAIN,
                    "partitions",
                    "1",
                    "witnesses",
                    WitnessKey.of("example.com/w", new byte[32]).text(),
                    "witnesses.needed",
                    "1")));
    server =
        QueryServer.listen(
            new AppContext(
                TopologyFixture.settings(),
                market.serdes(),
                ProofSettings.of(VerifierRegistry.standard()),
                Meters.ofProcess()),
            "127.0.0.1",
            0);
    server.serve(new OnePartition(), new ViewsHealth(), reported::add);
    assertThat(unwitnessedSeconds()).isZero();
    long since = System.currentTimeMillis() - 90_000; // the server asks this machine's clock

    market.pipe(
        Topics.CHECKPOINTS,
        "task-0",
        new JournalCheckpoint(TopologyFixture.DOMAIN, "task-0", 11L, "as signed"),
        since);
    market.driver().advanceWallClockTime(Duration.ofSeconds(1));

    assertThat(unwitnessedSeconds()).isBetween(90.0, 600.0);
  }
}
