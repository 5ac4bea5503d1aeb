package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import io.proofworks.views.answers.JournalView;
import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.TopicRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the views know of cosignatures; two of three witnesses are enough. */
final class WitnessedJournalsTest {

  private static final Hash32 DOMAIN = Hash32.parse(TopologyFixture.DOMAIN);
  private static final String JOURNAL = "task-0";
  private static final TopicRecord NOT_SHOWN = new TopicRecord("{}");

  private final MerkleTree tree = new MerkleTree();
  private TopologyFixture market;

  private static byte[] seed(String witness) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) witness.charAt(0));
    return seed;
  }

  private static String key(String witness) {
    return WitnessKey.of(witness, seed(witness)).text();
  }

  @BeforeEach
  void start() {
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
                    key("a") + "," + key("b") + "," + key("c"),
                    "witnesses.needed",
                    "2")));
  }

  @AfterEach
  void stop() {
    market.close();
  }

  private void checkpoint(long size, long time) {
    market.pipe(
        Topics.CHECKPOINTS,
        JOURNAL,
        new JournalCheckpoint(DOMAIN.hex(), JOURNAL, size, "as signed"),
        time);
  }

  /** Entries up to that many. */
  private void entries(long size, long time) {
    for (; tree.size() < size; tree.append(hash(tree.size()).bytes())) {
      market.pipe(Topics.JOURNAL, JOURNAL, entry(tree.size()), time);
    }
  }

  private static Hash32 hash(long sequence) {
    return Keccak.hash(Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
  }

  private static JournalEntry entry(long sequence) {
    return JournalEntry.newBuilder()
        .setJournal(JOURNAL)
        .setSequence(sequence)
        .setInput(new Coordinates(Topics.VERDICTS.name(), 0, sequence, sequence))
        .setInputDigest(Hash32.ZERO.hex())
        .setClocks(Map.of())
        .setOutcomeDigest(Hash32.ZERO.hex())
        .setPreviousHash(Hash32.ZERO.hex())
        .setEntryHash(hash(sequence).hex())
        .build();
  }

  /** What they give at a size, as far as they are there or will be. */
  private static Hash32 root(long size) {
    MerkleTree whole = new MerkleTree();
    LongStream.range(0, size).forEach(sequence -> whole.append(hash(sequence).bytes()));
    return whole.root(size);
  }

  private void cosign(String witness, byte[] seed, long size, long time) {
    cosign(witness, seed, size, root(size), time);
  }

  private void cosign(String witness, byte[] seed, long size, Hash32 root, long time) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(DOMAIN, JOURNAL), size, root);
    String line = WitnessKey.cosign(checkpoint.text(), witness, seed, 1);
    WitnessKey.Stamp stamp =
        WitnessKey.of(witness, seed).stamp(checkpoint.text() + "\n" + line).orElseThrow();
    market.pipe(
        Topics.COSIGNATURES,
        JOURNAL + "|" + witness,
        Cosignature.newBuilder()
            .setDomain(DOMAIN.hex())
            .setJournal(JOURNAL)
            .setWitness(witness)
            .setTreeSize(size)
            .setRoot(root.hex())
            .setTime(stamp.time())
            .setSignature(ByteBuffer.wrap(stamp.signature()))
            .build(),
        time);
  }

  private MarketView view() {
    market.driver().advanceWallClockTime(Duration.ofSeconds(1));
    return new MarketView(new ViewReader(market.driver().getKeyValueStore(ViewsTopology.VIEWS)));
  }

  private JournalView journal() {
    return view().journal(JOURNAL).orElseThrow().line();
  }

  @Test
  void shouldSaySinceWhenAJournalLacksCosignatures() {
    checkpoint(5, 1_000);
    checkpoint(6, 2_000);

    assertThat(view().unwitnessedSince()).hasValue(1_000);
    assertThat(journal().unwitnessedSince()).isEqualTo(1_000);
  }

  @Test
  void shouldCountASizeThatEnoughWitnessesCosignedOrALargerOne() {
    entries(7, 500);
    checkpoint(5, 1_000);
    cosign("a", seed("a"), 5, 2_000);
    assertThat(view().unwitnessedSince()).hasValue(1_000);

    cosign("b", seed("b"), 4, 3_000);
    assertThat(journal().witnessedSize()).isEqualTo(4);
    assertThat(view().unwitnessedSince()).hasValue(3_000);

    cosign("c", seed("c"), 5, 4_000);
    assertThat(journal().witnessedSize()).isEqualTo(5);
    assertThat(view().unwitnessedSince()).isEmpty();
    assertThat(journal().cosigned()).hasSize(3);

    checkpoint(7, 9_000);
    assertThat(view().unwitnessedSince()).hasValue(9_000);
  }

  @Test
  void shouldCountNobodyElseAndNobodyTwiceAndNothingOlder() {
    entries(5, 500);
    checkpoint(5, 1_000);
    cosign("a", seed("a"), 5, 2_000);
    cosign("a", seed("a"), 5, 3_000);
    cosign("d", seed("d"), 5, 4_000);
    cosign("b", seed("d"), 5, 5_000);
    cosign("a", seed("a"), 2, 6_000);

    JournalView journal = journal();

    assertThat(journal.witnessedSize()).isZero();
    assertThat(journal.cosigned()).hasSize(1);
    assertThat(journal.cosigned().getFirst().size()).isEqualTo(5);
    assertThat(view().unwitnessedSince()).hasValue(1_000);
  }

  @Test
  void shouldCountACosignatureOnceItsEntriesAreThere() {
    checkpoint(5, 1_000);
    cosign("a", seed("a"), 5, 2_000);
    cosign("b", seed("b"), 5, 2_000);
    entries(4, 3_000);
    assertThat(view().unwitnessedSince()).hasValue(1_000);
    assertThat(journal().cosigned()).isEmpty();

    entries(5, 4_000);

    assertThat(view().unwitnessedSince()).isEmpty();
    assertThat(journal().witnessedSize()).isEqualTo(5);
    assertThat(journal().cosigned().getFirst().at()).isEqualTo(2_000);
  }

  @Test
  void shouldCountNothingOfAnotherHistoryAndSayWhoCosignedIt() {
    // given a journal that enough have cosigned
    entries(2, 500);
    checkpoint(2, 1_000);
    cosign("a", seed("a"), 2, 1_500);
    cosign("b", seed("b"), 2, 1_500);

    // when they cosign another history, before its entries are here and after
    cosign("a", seed("a"), 5, root(4), 2_000);
    entries(5, 3_000);
    checkpoint(5, 3_500);
    cosign("b", seed("b"), 5, root(4), 4_000);

    // then
    assertThat(view().unwitnessedSince()).hasValue(3_500);
    assertThat(journal().witnessedSize()).isEqualTo(2);
    assertThat(journal().cosigned())
        .hasSize(2)
        .allMatch(one -> one.size() == 2 && Long.valueOf(5).equals(one.forked()));
  }

  @Test
  void shouldCountWhatAWitnessCosignedBesideATreeThatNeverComes() {
    checkpoint(5, 1_000);
    cosign("a", seed("a"), Long.MAX_VALUE, root(1), 1_500);
    cosign("a", seed("a"), 5, 2_000);
    cosign("b", seed("b"), 5, 2_000);

    entries(5, 3_000);

    assertThat(view().unwitnessedSince()).isEmpty();
  }

  /** The settings may name nobody any more; what was kept then is there still. */
  @Test
  void shouldMissNobodyOnceNobodyIsNamed() {
    MemoryKeyValueStore<String, byte[]> kept = new MemoryKeyValueStore<>();
    Shelf shelf = new Shelf(kept, () -> 0);
    Witnesses one = new Witnesses(1, List.of(WitnessKey.of("a", seed("a"))));
    new JournalBook(shelf, one).take(shown(1), checkpoint(5), NOT_SHOWN);
    MarketView view = new MarketView(new ViewReader(kept));
    assertThat(view.unwitnessedSince()).hasValue(1);

    new JournalBook(shelf, Witnesses.NONE).take(shown(2), checkpoint(6), NOT_SHOWN);

    assertThat(view.unwitnessedSince()).isEmpty();
  }

  private static ViewEvent.Shown shown(long time) {
    return new ViewEvent.Shown(
        Kind.JOURNAL,
        JOURNAL,
        "JournalCheckpoint",
        Topics.CHECKPOINTS.name(),
        0,
        time,
        time,
        new byte[0]);
  }

  private static Told checkpoint(long size) {
    return new Told.JournalCheckpoint(size, "as signed");
  }
}
