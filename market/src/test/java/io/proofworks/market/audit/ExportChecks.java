package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.market.foreign.NodeScripts;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/examples/check.mjs}, which has nothing of ours, says of an exported log. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExportChecks {

  private static final Path SCRIPT = Path.of("..", "docs", "examples", "check.mjs");
  private static final int PATIENCE_S = 120;
  private static final MarketSerdes ENCODER = new MarketSerdes(KnownSchemas.ofThisBuild());

  Path directory;
  private NodeScripts node;
  Path export;
  private String journalKey;

  /**
   * Writes the log.
   *
   * @return public key of its checkpoints
   */
  abstract byte[] export(Path file) throws Exception;

  @BeforeAll
  void exportOnce(@TempDir Path ofTheClass) throws Exception {
    directory = ofTheClass;
    node = NodeScripts.plain(directory, SCRIPT);
    export = directory.resolve("export.log.gz");
    journalKey = HexFormat.of().formatHex(export(export));
  }

  NodeScripts.Outcome check(Path file, String... more) throws Exception {
    String[] arguments = new String[more.length + 1];
    arguments[0] = file.toAbsolutePath().toString();
    System.arraycopy(more, 0, arguments, 1, more.length);
    return node.run(PATIENCE_S, "check.mjs", arguments);
  }

  @Test
  void shouldFindNothingInAMarketThatIsAsItShouldBe() throws Exception {
    NodeScripts.Outcome outcome = check(export, "--journal-key", journalKey);
    assertThat(outcome.output()).contains("\"receipts\":1", "\"faults\":0");
    assertThat(outcome.output()).doesNotContain("\"inclusions\":0", "\"movements\":0");
    assertThat(outcome.exit()).as(outcome.output()).isZero();
  }

  @Test
  void shouldNotTakeAnothersKey() throws Exception {
    NodeScripts.Outcome outcome = check(export, "--journal-key", "ab".repeat(32));
    assertThat(outcome.output()).contains("not signed by the journal key");
    assertThat(outcome.exit()).isEqualTo(1);
  }

  /** One record of the export is another; the checker has to say where. */
  @Test
  void shouldNameTheRecordInWhichSomethingWasChanged() throws Exception {
    Map<String, Tampering<?>> lies = new LinkedHashMap<>();
    lies.put(
        "a signature", new Tampering<>(Topics.CHECKPOINTS, c -> with(c, flipped(c.getNote(), 10))));
    lies.put("a root", new Tampering<>(Topics.CHECKPOINTS, ExportChecks::otherRoot));
    lies.put(
        "the outcome of an entry",
        new Tampering<>(
            Topics.JOURNAL,
            e -> JournalEntry.newBuilder(e).setOutcomeDigest(e.getInputDigest()).build()));
    lies.put(
        "a hash of an entry",
        new Tampering<>(
            Topics.JOURNAL,
            e -> JournalEntry.newBuilder(e).setEntryHash(e.getPreviousHash()).build()));
    lies.put(
        "an amount",
        new Tampering<>(
            Topics.LEDGER, m -> LedgerMovement.newBuilder(m).setAmount(m.getAmount() ^ 1).build()));
    lies.put(
        "a balance",
        new Tampering<>(
            Topics.LEDGER, m -> LedgerMovement.newBuilder(m).setFree(m.getFree() ^ 1).build()));
    lies.put(
        "the binding of a child",
        new Tampering<>(Topics.RECEIPTS, r -> flipped(r, r.getChildren().getFirst().getBinding())));
    lies.put(
        "the binding of the root",
        new Tampering<>(Topics.RECEIPTS, r -> flipped(r, r.getRootBinding())));
    lies.put("the root proof", new Tampering<>(Topics.RECEIPTS, r -> flipped(r, r.getRootProof())));
    lies.put(
        "what was revealed", new Tampering<>(Topics.REVEALS, true, r -> flipped(r, r.getProof())));
    for (Map.Entry<String, Tampering<?>> lie : lies.entrySet()) {
      Path file = directory.resolve("lie.log.gz");
      String place = lie.getValue().write(export, directory, file);
      NodeScripts.Outcome outcome = check(file, "--journal-key", journalKey);
      assertThat(outcome.exit()).as("%s: %s", lie.getKey(), outcome.output()).isEqualTo(1);
      assertThat(outcome.output()).as(lie.getKey()).contains(place);
    }
  }

  private static String flipped(String text, int fromEnd) {
    int at = text.length() - fromEnd;
    char other = text.charAt(at) == 'A' ? 'B' : 'A';
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  private static JournalCheckpoint otherRoot(JournalCheckpoint checkpoint) {
    String[] lines = checkpoint.getNote().split("\n", 4);
    lines[2] = flipped(lines[2], 5);
    return with(checkpoint, String.join("\n", lines));
  }

  private static JournalCheckpoint with(JournalCheckpoint checkpoint, String note) {
    return JournalCheckpoint.newBuilder(checkpoint).setNote(note).build();
  }

  /** The record, after a bit of bytes in it was turned. */
  private static <V> V flipped(V record, ByteBuffer bytes) {
    bytes.put(bytes.position(), (byte) (bytes.get(bytes.position()) ^ 1));
    return record;
  }

  /**
   * A change of a record of a topic.
   *
   * @param first whether of the first; a reveal that is sent again counts for nothing
   */
  private record Tampering<V extends SpecificRecord>(
      Topic<V> topic, boolean first, UnaryOperator<V> change) {

    /** Of the last. */
    Tampering(Topic<V> topic, UnaryOperator<V> change) {
      this(topic, false, change);
    }

    /** Writes the export with that change, and says where it is. */
    String write(Path export, Path directory, Path file) throws IOException {
      try (LogFile whole = LogFile.open(export, directory, AuditProgress.SILENT)) {
        MarketSerdes serdes = whole.serdes();
        StoredRecord chosen = null;
        V changed = null;
        for (Span span : whole.log().spans()) {
          Iterator<StoredRecord> records =
              span.topic().equals(topic.name())
                  ? whole.log().stored(span.topic(), span.partition())
                  : java.util.Collections.emptyIterator();
          while (records.hasNext()) {
            StoredRecord record = records.next();
            if ((chosen == null || !first)
                && !record.tick()
                && serdes.decoder(topic).decode(record.value())
                    instanceof Decoded.Value<V>(V value)) {
              chosen = record;
              changed = value;
            }
          }
        }
        assertThat(chosen).as(topic.name()).isNotNull();
        byte[] body = ENCODER.encode(topic, change.apply(changed));
        Coordinates at = chosen.at();
        whole
            .log()
            .keep(
                new StoredRecord(
                    at, chosen.key(), framedAs(chosen.value(), body), chosen.headers()));
        LogFile.write(file, whole.origin(), whole.log(), whole.schemas(), AuditProgress.SILENT);
        return at.topic() + "-" + at.partition() + "@" + at.offset();
      }
    }

    /** Under the schema id that it had. */
    private static byte[] framedAs(byte[] original, byte[] value) {
      byte[] framed = value.clone();
      System.arraycopy(original, 0, framed, 0, 5);
      return framed;
    }
  }

  @Test
  void shouldNotTakeAFileThatIsCutOff() throws Exception {
    byte[] bytes = java.nio.file.Files.readAllBytes(export);
    Path file = directory.resolve("cut.log.gz");
    java.nio.file.Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length * 9 / 10));
    NodeScripts.Outcome outcome = check(file);
    assertThat(outcome.exit()).as(outcome.output()).isEqualTo(2);
  }
}
