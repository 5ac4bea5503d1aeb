package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Stake;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which records of a log may be of transactions that were read in part. */
final class TornTest extends SignedLog {

  /**
   * @param whole offset of the journal's topic up to which transactions were read whole
   */
  private void torn(long whole, long since, Consumer<Torn> says) {
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      snapshot.wholeUpTo(Topics.JOURNAL.name(), 0, whole);
      says.accept(Torn.of(new Decoding(snapshot, SERDES), since, scratch));
    }
  }

  @Test
  void shouldBeWhatStandsAboveTheFirstEnds() {
    honest(4);
    torn(
        2,
        0,
        torn -> {
          assertThat(torn.has("market.journal-0@1")).isFalse();
          assertThat(torn.has("market.journal-0@2")).isTrue();
          assertThat(torn.has(TASK + " 1")).isFalse();
          assertThat(torn.has(TASK + " 3")).isTrue();
          assertThat(torn.records()).isEqualTo(2);
          assertThat(torn.isAnyOf(Topics.JOURNAL)).isTrue();
          assertThat(torn.isAnyOf(Topics.CHECKPOINTS)).isFalse();
        });
  }

  /** Whoever makes a file may say it of all records. */
  @Test
  void shouldNotBeOlderThanATransactionMayBe() {
    honest(4);
    torn(
        0,
        time(2),
        torn -> {
          assertThat(torn.has("market.journal-0@1")).isFalse();
          assertThat(torn.has("market.journal-0@2")).isTrue();
          assertThat(torn.records()).isEqualTo(2);
        });
  }

  /** What stands before an older record was written before it, whatever is said. */
  @Test
  void shouldBeNothingThatStandsBeforeWhatIsOlder() {
    honest(4);
    log.set(0, ForgedLog.dated(log.getFirst(), time(4)));
    torn(
        0,
        time(2),
        torn -> {
          assertThat(torn.has("market.journal-0@0")).isFalse();
          assertThat(torn.has(TASK + " 0")).isFalse();
          assertThat(torn.has("market.journal-0@2")).isTrue();
          assertThat(torn.records()).isEqualTo(2);
        });
  }

  /** Each record of these is a transaction of its own, or none. */
  @Test
  void shouldBeNothingThatTheMarketDoesNotWrite() {
    WrittenLog written = new WrittenLog();
    written.write(Topics.STAKES, "a", stake(), START);
    try (LogSnapshot snapshot = LogSnapshot.of(written.log);
        Scratch scratch = snapshot.scratch()) {
      snapshot.wholeUpTo(Topics.STAKES.name(), 0, 0);
      assertThat(Torn.of(new Decoding(snapshot, SERDES), 0, scratch).records()).isZero();
    }
  }

  private static Stake stake() {
    return Stake.newBuilder()
        .setDomain(DOMAIN.hex())
        .setAccount("a")
        .setKind("DEPOSIT")
        .setAmount(1)
        .setReference("r")
        .build();
  }

  /** Nor may whoever makes a file say how long it takes to look. */
  @Test
  void shouldBeSoonFoundHoweverFarThePartitionIsSaidToGo() {
    honest(4);
    try (LogSnapshot snapshot = LogSnapshot.empty(LogSnapshot.TMP);
        Scratch scratch = snapshot.scratch()) {
      snapshot.span(Topics.JOURNAL.name(), 0, 0, Long.MAX_VALUE);
      log.forEach(record -> snapshot.keep(StoredRecord.of(record)));
      snapshot.wholeUpTo(Topics.JOURNAL.name(), 0, 2);
      assertThat(Torn.of(new Decoding(snapshot, SERDES), 0, scratch).records()).isEqualTo(2);
    }
  }

  @Test
  void shouldNotBeAnEntryThatOnlySaysItIsOne() {
    honest(2);
    write(
        Topics.JOURNAL,
        TASK,
        JournalEntry.newBuilder()
            .setJournal(TASK)
            .setSequence(3)
            .setPreviousHash("")
            .setEntryHash("")
            .setInput(new Coordinates("market.reveals", 0, 1L, time(1)))
            .setInputDigest("")
            .setClocks(Map.of())
            .setOutcomeDigest("")
            .build(),
        time(1));
    entry("honest");
    entry("honest");
    torn(
        3,
        0,
        torn -> {
          assertThat(torn.has(TASK + " 2")).isTrue();
          assertThat(torn.has(TASK + " 3")).isFalse();
        });
  }
}
