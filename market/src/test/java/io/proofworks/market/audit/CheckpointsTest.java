package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/**
 * A journal that is signed once a second, and everything that can be wrong with its checkpoints.
 */
class CheckpointsTest {

  private static final Hash32 DOMAIN = Keccak.hash("a market".getBytes(StandardCharsets.UTF_8));
  private static final byte[] SEED = new byte[32];
  private static final byte[] OTHER_SEED = seed(7);
  private static final String TASK = "task-0";
  private static final long START = 1_700_000_000_000L;
  private static final MarketSerdes SERDES = new MarketSerdes(schemas());

  /** Records of the log in the making; entries come every half second of log time. */
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

  private final Map<String, Long> offsets = new HashMap<>();
  private MerkleFrontier tree = MerkleFrontier.EMPTY;

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  private static KnownSchemas schemas() {
    Map<Integer, Schema> byId = new HashMap<>();
    Topics.all().forEach(topic -> byId.put(byId.size() + 1, topic.schema()));
    return new KnownSchemas(byId);
  }

  private <V extends SpecificRecord> void write(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = SERDES.encode(topic, value);
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    log.add(
        new ConsumerRecord<>(
            topic.name(),
            0,
            offsets.merge(topic.name(), 1L, Long::sum) - 1,
            time,
            TimestampType.LOG_APPEND_TIME,
            keyBytes.length,
            bytes.length,
            keyBytes,
            bytes,
            new RecordHeaders(),
            Optional.empty()));
  }

  private long time(long entry) {
    return START + entry * 500;
  }

  private void entry(String salt) {
    long n = tree.size();
    entry(salt, time(n), n);
  }

  private void entry(String salt, long time, long offset) {
    Hash32 hash = Keccak.hash((salt + tree.size()).getBytes(StandardCharsets.UTF_8));
    write(
        Topics.JOURNAL,
        TASK,
        JournalEntry.newBuilder()
            .setJournal(TASK)
            .setSequence(tree.size())
            .setPreviousHash("")
            .setEntryHash(hash.hex())
            .setInput(new Coordinates("market.reveals", 0, offset, time))
            .setInputDigest("")
            .setClocks(Map.of())
            .setOutcomeDigest("")
            .build(),
        time);
    tree = tree.with(hash.bytes());
  }

  private String note(byte[] seed) {
    return note(TASK, tree, seed);
  }

  private static String note(String journal, MerkleFrontier tree, byte[] seed) {
    return new Checkpoint(Journals.origin(DOMAIN, journal), tree.size(), tree.root()).sign(seed);
  }

  private void sign() {
    sign(TASK, tree, note(SEED));
  }

  private void sign(String journal, MerkleFrontier at, String note) {
    write(
        Topics.CHECKPOINTS,
        journal,
        new JournalCheckpoint(DOMAIN.hex(), journal, at.size(), note),
        time(at.size()));
  }

  /** So many entries, every second one signed for, the first as well. */
  private CheckpointsTest honest(int entries) {
    for (int i = 0; i < entries; i++) {
      entry("honest");
      if (i % 2 == 0) {
        sign();
      }
    }
    return this;
  }

  private Checkpoints check(String... kept) {
    try (LogSnapshot snapshot = LogSnapshot.of(log)) {
      return Checkpoints.of(
          snapshot,
          new Audit.Scope(
              DOMAIN,
              SERDES,
              VerifierRegistry.standard(),
              4,
              Optional.of(SignedNote.keyOf("any", SEED).publicKey()),
              List.of(kept)));
    }
  }

  private List<String> found(String... kept) {
    return check(kept).findings().stream().map(Finding::kind).toList();
  }

  @Test
  void shouldFindNothingWhereAllIsSignedFor() {
    Checkpoints checked = honest(41).check();
    assertThat(checked.findings()).isEmpty();
    assertThat(checked.good()).isEqualTo(21);
    assertThat(checked.signed())
        .containsExactly(new Checkpoints.Signed(TASK, 41, 21, 41, note(SEED), time(40)));
  }

  @Test
  void shouldNotAskForACheckpointBeforeItsTime() {
    honest(2);
    for (int i = 0; i < 19; i++) {
      entry("quick");
    }
    assertThat(found()).isEmpty();
  }

  /** The log was closed for an hour; the first that could be applied after it is signed for. */
  @Test
  void shouldNotCountATimeInWhichNothingCouldBeApplied() {
    honest(2);
    entry("after", START + 3_600_000, 100);
    sign();
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldMissAllCheckpoints() {
    honest(3);
    log.removeIf(record -> record.topic().equals(Topics.CHECKPOINTS.name()));
    assertThat(check().findings())
        .containsExactly(
            new Finding(
                "MISSING_CHECKPOINT",
                "task-0 0",
                "entries 0 to 2 were not signed for when they ought to have been"));
  }

  @Test
  void shouldMissThoseBetweenTwo() {
    honest(61);
    log.removeIf(record ->
        record.topic().equals(Topics.CHECKPOINTS.name())
            && record.offset() > 2
            && record.offset() < 28);
    assertThat(check().findings())
        .extracting(Finding::kind, Finding::where)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("MISSING_CHECKPOINT", "task-0 5"));
  }

  @Test
  void shouldMissThoseAtTheEnd() {
    honest(61);
    log.removeIf(record -> record.topic().equals(Topics.CHECKPOINTS.name()) && record.offset() > 2);
    assertThat(found()).containsExactly("MISSING_CHECKPOINT");
  }

  /** Nothing of the journal shows it, but time went on elsewhere. */
  @Test
  void shouldMissTheLastWhenALongTimePassedSince() {
    honest(2);
    long later = time(1) + SignedWalk.END_BOUND.toMillis();
    byte[] none = new byte[0];
    log.add(new ConsumerRecord<>("market.tasks", 0, 0, none, none));
    assertThat(found()).isEmpty();
    log.add(
        new ConsumerRecord<>(
            "market.tasks",
            0,
            1,
            later + 1,
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            none,
            none,
            new RecordHeaders(),
            Optional.empty()));
    assertThat(found()).containsExactly("MISSING_CHECKPOINT");
  }

  @Test
  void shouldRefuseWhatTheKeyDidNotSignOrForAnotherJournal() {
    honest(2);
    sign(TASK, tree, note(OTHER_SEED));
    sign(TASK, tree, note("task-1", tree, SEED));
    sign(TASK, tree, note(SEED).replace("\n2\n", "\n3\n"));
    assertThat(found()).containsExactly("BAD_CHECKPOINT", "BAD_CHECKPOINT", "BAD_CHECKPOINT");
  }

  @Test
  void shouldTellARootThatTheJournalNeverHad() {
    honest(2);
    MerkleFrontier other = tree.with(seed(1));
    entry("honest");
    sign(TASK, other, note(TASK, other, SEED));
    assertThat(found()).containsExactly("BAD_CHECKPOINT");
  }

  @Test
  void shouldTellTwoRootsOfOneSize() {
    honest(3);
    MerkleFrontier other = MerkleFrontier.EMPTY.with(seed(1)).with(seed(2)).with(seed(3));
    sign(TASK, other, note(TASK, other, SEED));
    assertThat(found()).contains("EQUIVOCATION");
  }

  @Test
  void shouldTellSizesThatStepBackOrAreRepeated() {
    honest(1).honest(2);
    MerkleFrontier three = tree;
    honest(1);
    sign(TASK, three, note(TASK, three, SEED));
    assertThat(found()).containsExactly("CHECKPOINT_STEPS_BACK");
    sign(TASK, three, note(TASK, three, SEED));
    assertThat(found()).containsExactly("CHECKPOINT_STEPS_BACK", "PUBLISHED_TWICE");
  }

  @Test
  void shouldTellAJournalThatNobodyWrote() {
    honest(1);
    sign("task-9", tree, note("task-9", tree, SEED));
    assertThat(found()).containsExactly("UNKNOWN_JOURNAL");
  }

  @Test
  void shouldFindThatAKeptCheckpointIsContinued() {
    honest(5);
    String kept = note(SEED);
    honest(6);
    assertThat(found(kept)).isEmpty();
  }

  @Test
  void shouldFindThatAKeptCheckpointIsNotContinued() {
    // given
    honest(5);
    String kept = note(SEED);
    log.clear();
    offsets.clear();
    tree = MerkleFrontier.EMPTY;

    // then nothing is there, then less, then another history
    assertThat(found(kept)).containsExactly("NOT_CONTINUED");
    honest(3);
    assertThat(found(kept)).containsExactly("NOT_CONTINUED");
    for (int i = 0; i < 4; i++) {
      entry("another");
      sign();
    }
    assertThat(found(kept)).containsExactly("EQUIVOCATION", "NOT_CONTINUED");
  }

  @Test
  void shouldNotTakeANoteOfAnotherMarketOrKeyForOneThatWasKept() {
    honest(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> found(note(OTHER_SEED)))
        .withMessageContaining("not signed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> found(new Checkpoint("other/task-0", 2, tree.root()).sign(SEED)))
        .withMessageContaining("another log");
    assertThatIllegalArgumentException().isThrownBy(() -> found("hello"));
  }
}
