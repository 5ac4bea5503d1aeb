package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.witness.MarketWitness;
import io.proofworks.market.witness.Witness;
import io.proofworks.market.witness.WitnessServer;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.Meters;
import io.proofworks.serde.Decoded;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator with the journal key writes two histories, each of them right by itself, and shows
 * one to each of two auditors.
 */
class ForkedHistoryTest {

  private static final byte[] JOURNAL_KEY = SignedNote.keyOf("any", SignedLog.SEED).publicKey();
  private static final long NOW_S = 1_700_000_000L;

  @TempDir private Path directory;
  private final SignedLog one = new SignedLog();
  private final SignedLog other = new SignedLog();
  private Witness witness;

  @BeforeEach
  void forkAfterFiveEntries() throws Exception {
    one.honest(5);
    other.honest(5);
    for (int i = 0; i < 6; i++) {
      one.entry("one");
      one.sign();
      other.entry("other");
      other.sign();
    }
    witness = witness();
  }

  /** With the state that is on disk. */
  private Witness witness() throws Exception {
    return Witness.open(
        new Witness.Signer("w.example", SignedLog.seed(9)),
        origin -> MarketWitness.key(SignedLog.DOMAIN, JOURNAL_KEY, origin),
        () -> NOW_S,
        directory.resolve("state"),
        true);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  private static void read(SignedLog log, MarketWitness into) {
    each(log, Topics.CHECKPOINTS, into::checkpoint);
    each(log, Topics.JOURNAL, into::entry);
  }

  private static <V extends SpecificRecord> void each(
      SignedLog log, Topic<V> topic, Consumer<V> taker) {
    for (ConsumerRecord<byte[], byte[]> record : log.log) {
      if (record.topic().equals(topic.name())
          && SignedLog.SERDES.decoder(topic).decode(record.value())
              instanceof Decoded.Value<V>(V value)) {
        taker.accept(value);
      }
    }
  }

  private static MarketWitness reader(Witness witness) {
    return new MarketWitness(SignedLog.DOMAIN, JOURNAL_KEY, witness);
  }

  private List<String> audit(SignedLog log, List<String> notes) {
    return log
        .check(new Witnesses(1, List.of(witness.key())), notes.toArray(String[]::new))
        .findings()
        .stream()
        .map(Finding::kind)
        .toList();
  }

  @Test
  void shouldStopAtTheFirstOfTheTwoThatTheWitnessSaw() throws Exception {
    // given what the witness cosigned of one history
    MarketWitness reading = reader(witness);
    read(one, reading);
    assertThat(reading.cosign()).isEqualTo(1);
    List<String> cosigned = witness.cosigned();
    witness.close();

    // when it is shown the other, with what it remembers from its disk
    witness = witness();
    MarketWitness again = reader(witness);
    read(other, again);

    // then it cosigns nothing, and says why
    assertThat(again.cosign()).isZero();
    assertThat(witness.evidence()).singleElement().asString().contains("another root");
    assertThat(witness.cosigned()).isEqualTo(cosigned);

    // and of two auditors, who each find nothing by themselves, one is told
    assertThat(one.check().findings()).isEmpty();
    assertThat(other.check().findings()).isEmpty();
    assertThat(audit(one, cosigned)).isEmpty();
    assertThat(audit(other, cosigned)).containsExactlyInAnyOrder("EQUIVOCATION", "NOT_CONTINUED");
    assertThat(audit(other, List.of(other.note(SignedLog.SEED)))).containsExactly("NOT_WITNESSED");
  }

  @Test
  void shouldGoOnWithTheHistoryThatItKnows() throws Exception {
    MarketWitness reading = reader(witness);
    read(one, reading);
    reading.cosign();
    one.entry("one");
    one.sign();
    each(one, Topics.CHECKPOINTS, reading::checkpoint);
    List<JournalEntry> entries = new java.util.ArrayList<>();
    each(one, Topics.JOURNAL, entries::add);
    reading.entry(entries.getLast());
    assertThat(reading.cosign()).isEqualTo(1);
    assertThat(audit(one, witness.cosigned())).isEmpty();
    assertThat(witness.evidence()).isEmpty();
  }

  /** Not while entries that it is over are still to come, and not one that is of no history. */
  @Test
  void shouldCosignNothingThatItHasNotComparedWithTheEntries() {
    MarketWitness reading = reader(witness);
    each(one, Topics.CHECKPOINTS, reading::checkpoint);
    assertThat(reading.cosign()).isZero();
    each(other, Topics.JOURNAL, reading::entry);
    assertThat(reading.cosign()).isZero();
    assertThat(witness.evidence()).isNotEmpty();
  }

  private static MerkleTree tree(SignedLog log) {
    MerkleTree tree = new MerkleTree();
    each(
        log,
        Topics.JOURNAL,
        entry -> tree.append(io.proofworks.protocol.Hash32.parse(entry.getEntryHash()).bytes()));
    return tree;
  }

  private static String note(SignedLog log, long size) {
    List<JournalCheckpoint> found = new java.util.ArrayList<>();
    each(log, Topics.CHECKPOINTS, found::add);
    return found.stream()
        .filter(checkpoint -> checkpoint.getTreeSize() == size)
        .findFirst()
        .orElseThrow()
        .getNote();
  }

  private static String body(SignedLog log, long old, long size) {
    String proof =
        old == 0
            ? ""
            : tree(log).consistency(old, size).stream()
                .map(hash -> Base64.getEncoder().encodeToString(hash.bytes()) + "\n")
                .collect(Collectors.joining());
    return "old " + old + "\n" + proof + "\n" + note(log, size);
  }

  private static HttpResponse<String> post(WitnessServer server, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The answers of C2SP tlog-witness, over a socket. */
  @Test
  void shouldAnswerAsTheSpecificationSays() throws Exception {
    try (WitnessServer server =
        WitnessServer.start(witness, Meters.unread(), HttpBounds.STANDARD, "127.0.0.1", 0)) {
      HttpResponse<String> first = post(server, body(one, 0, 5));
      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(witness.key().cosigned(note(one, 5) + first.body())).contains(NOW_S);
      assertThat(post(server, body(one, 5, 8)).statusCode()).isEqualTo(200);

      // begins elsewhere: it is told where
      HttpResponse<String> elsewhere = post(server, body(one, 5, 9));
      assertThat(elsewhere.statusCode()).isEqualTo(409);
      assertThat(elsewhere.body()).isEqualTo("8\n");
      assertThat(elsewhere.headers().firstValue("Content-Type")).contains("text/x.tlog.size");

      // another history: neither from where they were one, nor from where they are two
      assertThat(post(server, body(other, 5, 9)).statusCode()).isEqualTo(409);
      assertThat(post(server, body(other, 8, 9)).statusCode()).isEqualTo(422);
      assertThat(witness.evidence()).isEmpty();

      String signed = body(one, 8, 9);
      assertThat(post(server, signed.replace("proofworks/", "elsewhere/")).statusCode())
          .isEqualTo(404);
      assertThat(post(server, signed.replace("\n9\n", "\n10\n")).statusCode()).isEqualTo(403);
      assertThat(post(server, "old 10\n\n" + note(one, 9)).statusCode()).isEqualTo(400);
      assertThat(post(server, "hello").statusCode()).isEqualTo(400);
      assertThat(post(server, signed + "x".repeat(70_000)).statusCode()).isEqualTo(413);
      assertThat(post(server, signed, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
      assertThat(witness.last(Journals.origin(SignedLog.DOMAIN, SignedLog.TASK)))
          .hasValueSatisfying(last -> assertThat(last.size()).isEqualTo(8));
      assertThat(post(server, signed).statusCode()).isEqualTo(200);

      // two roots of one size: it cosigns no more of either
      assertThat(post(server, body(other, 9, 9)).statusCode()).isEqualTo(409);
      assertThat(witness.evidence()).singleElement().asString().contains("two roots");
      assertThat(post(server, body(one, 9, 10)).statusCode()).isEqualTo(422);
    }
  }
}
