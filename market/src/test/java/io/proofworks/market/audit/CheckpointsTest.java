package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/**
 * A journal that is signed once a second, and everything that can be wrong with its checkpoints.
 */
class CheckpointsTest extends SignedLog {

  private List<String> found(String... kept) {
    return check(kept).findings().stream().map(Finding::kind).toList();
  }

  @Test
  void shouldFindNothingWhereAllIsSignedFor() {
    Checked checked = honest(41).check();
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

  /** A journal is signed when time passes, and it passes by ticks. */
  @Test
  void shouldMissNoneAtTheEndWhileTheTickersAreAway() {
    honest(2);
    tick(0, time(1));
    log.add(commitments(1, time(1) + 2 * Audit.LONGEST_WAIT_MS, new RecordHeaders()));
    assertThat(found()).isEmpty();

    tick(2, time(1) + 2 * Audit.LONGEST_WAIT_MS);
    assertThat(found()).as("they are back").isEmpty();
    for (int second = 1; second <= 61; second++) {
      tick(2 + second, time(1) + 2 * Audit.LONGEST_WAIT_MS + second * 1_000L);
    }
    assertThat(found()).containsExactly("MISSING_CHECKPOINT");
  }

  private void tick(long offset, long time) {
    log.add(commitments(offset, time, Ticks.record("market.commitments", 0).headers()));
  }

  private static ConsumerRecord<byte[], byte[]> commitments(
      long offset, long time, Headers headers) {
    return new ConsumerRecord<>(
        "market.commitments",
        0,
        offset,
        time,
        TimestampType.LOG_APPEND_TIME,
        -1,
        0,
        null,
        new byte[0],
        headers,
        Optional.empty());
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
    long later = time(1) + Audit.LONGEST_WAIT_MS;
    log.add(commitments(0, later, new RecordHeaders()));
    assertThat(found()).isEmpty();
    log.add(commitments(1, later + 1, new RecordHeaders()));
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

  /** Who still has it could sign on. */
  @Test
  void shouldTakeOfAFormerKeyWhatItSignedWhileItWasTheKey() {
    byte[] former = SignedNote.keyOf("any", OTHER_SEED).publicKey();
    formerKeys = List.of(new Audit.FormerKey(former, time(2)));
    entry("honest");
    String before = note(OTHER_SEED);
    sign(TASK, tree, before);
    entry("honest");
    sign();
    assertThat(found(before)).isEmpty();

    entry("honest");
    sign(TASK, tree, note(OTHER_SEED));
    sign();
    assertThat(found(before)).containsExactly("BAD_CHECKPOINT");
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

  /** All before it in its partition is read, so nothing that is missing could make it right. */
  @Test
  void shouldFindAnotherRootWhateverWasBeingWritten() {
    honest(5);
    String kept = note(SEED);
    log.clear();
    offsets.clear();
    tree = MerkleFrontier.EMPTY;
    for (int i = 0; i < 5; i++) {
      entry("another");
    }
    sign(TASK, tree, kept);
    whole.put(Topics.JOURNAL.name(), 0L);
    whole.put(Topics.CHECKPOINTS.name(), 0L);

    assertThat(found(kept)).contains("NOT_CONTINUED", "BAD_CHECKPOINT");
  }

  /** The operator may sign what it likes; the witnesses have seen one history. */
  @Test
  void shouldCountOnlyWhatEnoughWitnessesCosigned() {
    // given two witnesses of which one cosigned
    honest(5);
    String text = note(SEED).substring(0, note(SEED).lastIndexOf("\n\n") + 1);
    String once = note(SEED) + WitnessKey.cosign(text, "w.example", seed(3), 1);
    WitnessKey first = WitnessKey.of("w.example", seed(3));
    WitnessKey second = WitnessKey.of("v.example", seed(4));
    honest(6);

    // then
    assertThat(kinds(new Witnesses(1, List.of(first, second)), once)).isEmpty();
    assertThat(kinds(new Witnesses(2, List.of(first, second)), once))
        .containsExactly("NOT_WITNESSED");
    assertThat(kinds(new Witnesses(1, List.of(second)), once)).containsExactly("NOT_WITNESSED");
    assertThat(kinds(new Witnesses(1, List.of(first)))).containsExactly("NOT_WITNESSED");
    assertThatIllegalArgumentException().isThrownBy(() -> new Witnesses(2, List.of(first, first)));
  }

  @Test
  void shouldTakeCosignaturesFromTheTopicOfThoseWhoAreNamed() {
    // given one who cosigned, and one in the name of another
    honest(5);
    cosign("w.example", seed(3), tree);
    cosign("v.example", seed(9), tree);
    honest(2);
    WitnessKey first = WitnessKey.of("w.example", seed(3));
    WitnessKey second = WitnessKey.of("v.example", seed(4));

    // then
    assertThat(kinds(new Witnesses(1, List.of(first, second)))).isEmpty();
    assertThat(kinds(new Witnesses(2, List.of(first, second)))).containsExactly("NOT_WITNESSED");
    assertThat(kinds(new Witnesses(1, List.of(second)))).containsExactly("NOT_WITNESSED");
  }

  @Test
  void shouldFindThatAJournalDoesNotContinueWhatAWitnessCosigned() {
    honest(4);
    cosign("w.example", seed(3), MerkleFrontier.EMPTY.with(new byte[32]));
    WitnessKey witness = WitnessKey.of("w.example", seed(3));

    assertThat(kinds(new Witnesses(1, List.of(witness)))).contains("EQUIVOCATION");
    assertThat(kinds(Witnesses.NONE)).isEmpty();
  }

  /** The entries that it saw may have been written after those were read that are here. */
  @Test
  void shouldNotAccuseAJournalByWhatWasCosignedWhileItWasRead() {
    honest(5);
    cosign("w.example", seed(3), tree.with(new byte[32]).with(new byte[32]));
    Witnesses one = new Witnesses(1, List.of(WitnessKey.of("w.example", seed(3))));

    assertThat(kinds(one)).containsExactly("NOT_CONTINUED");
    whole.put(Topics.COSIGNATURES.name(), 0L);
    assertThat(kinds(one)).as("it is witnessed, and goes on").isEmpty();
  }

  /** Who makes a file may say of the witnesses' last word that it was being written. */
  @Test
  void shouldFindThatAJournalIsNotWhatWasCosignedWhileItWasRead() {
    honest(2);
    MerkleFrontier other = tree.with(new byte[32]).with(new byte[32]);
    honest(4);
    cosign("w.example", seed(3), other);
    whole.put(Topics.COSIGNATURES.name(), 0L);
    Witnesses one = new Witnesses(1, List.of(WitnessKey.of("w.example", seed(3))));

    assertThat(kinds(one)).containsExactly("NOT_CONTINUED");
  }

  /** One record must not end the audit of all the others. */
  @Test
  void shouldFindACheckpointOfWhatNoJournalIsCalled() {
    honest(3);
    sign("a b", tree, note(SEED));
    sign("task-0+", tree, note(SEED));

    assertThat(check().findings())
        .extracting(Finding::kind, Finding::detail)
        .containsExactly(
            tuple("BAD_CHECKPOINT", "no journal is called a b"),
            tuple("BAD_CHECKPOINT", "no journal is called task-0+"));
  }

  private List<String> kinds(Witnesses witnesses, String... kept) {
    return check(witnesses, kept).findings().stream().map(Finding::kind).toList();
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
