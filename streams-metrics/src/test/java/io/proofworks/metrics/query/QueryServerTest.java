package io.proofworks.metrics.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueryServerTest {

  private static final String BATCH = "0x" + "66".repeat(32);
  private static final String PROVER = "0x" + "01".repeat(20);

  private final MarketSerdes serdes = new MarketSerdes(new InMemoryRegistry());
  private final MarketViews views = new MarketViews(serdes);
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile boolean ready = true;
  private QueryServer server;

  @BeforeEach
  void start() {
    server = QueryServer.on(views, () -> ready, 0);
    views.accept(
        new Coordinates(Topics.LEDGER.name(), 2, 41, 5_000),
        PROVER,
        serdes.encode(Topics.LEDGER, movement()));
    for (String reason : List.of("ACCEPTED", "INVALID_PROOF")) {
      views.accept(
          new Coordinates(Topics.VERDICTS.name(), 1, 7, 6_000),
          BATCH,
          serdes.encode(Topics.VERDICTS, verdict(reason)));
    }
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private static LedgerMovement movement() {
    return LedgerMovement.newBuilder()
        .setMovementId("m")
        .setDomain("d")
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
        .setDomain("d")
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
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).path("code").asText()).as(path).isEqualTo(code);
  }

  @Test
  void shouldGiveAmountsAsStringsAndTellAsOf() throws Exception {
    JsonNode account = json(get("/v1/accounts/" + PROVER));

    assertThat(account.path("free").isTextual()).isTrue();
    assertThat(account.path("free").asText()).isEqualTo("9223372036854775807");
    assertThat(account.path("movements").get(0).path("log").path("offset").asLong()).isEqualTo(41);
    assertThat(account.path("asOf").asLong()).isEqualTo(6_000);
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
      accept(Topics.JOURNAL, "task-0", entry(i, entry));
    }
    refused("/v1/journals/task-0/checkpoint", 404, "no-checkpoint");
    String note = new Checkpoint(origin, 11, tree.root()).sign(seed);
    accept(Topics.CHECKPOINTS, "task-0", new JournalCheckpoint(domain.hex(), "task-0", 11L, note));

    HttpResponse<String> signed = get("/v1/journals/task-0/checkpoint");
    assertThat(signed.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
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

  private <V extends SpecificRecord> void accept(Topic<V> topic, String key, V value) {
    views.accept(new Coordinates(topic.name(), 0, 0, 1), key, serdes.encode(topic, value));
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
  void shouldAnswerEveryCollection() throws Exception {
    for (String name : List.of("market", "batches", "provers", "verdicts", "metrics", "signals")) {
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
    refused("/", 404, "no-such-path");
    assertThat(get("/v1/verdicts?reson=STALE").body()).contains("author");
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

  @Test
  void shouldBeUnreadyUntilCaughtUp() throws Exception {
    ready = false;

    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").headers().firstValue("Retry-After")).isPresent();
    refused("/readyz", 503, "catching-up");
    refused("/v1/market", 503, "catching-up");
    ready = true;
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }
}
