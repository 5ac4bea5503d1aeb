package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Topics;
import org.junit.jupiter.api.Test;

/** What has had its turn: what is not on the log by then was left out. */
final class DelaysTest {

  private final WrittenLog log = new WrittenLog();

  /** The second since the log began before which everything has had its turn. */
  private double overdue() {
    long[] found = new long[1];
    log.findings(run -> found[0] = run.delays().overdue());
    return (found[0] - WrittenLog.at(0)) / 1_000.0;
  }

  @Test
  void shouldExpectEverythingAMinuteLater() {
    log.ticked(0, 300);
    assertThat(overdue()).isEqualTo(240);
  }

  /** The machine slept, or its broker was away: who would have taken it in as well. */
  @Test
  void shouldNotCountTheTimeInWhichTheLogStoodStill() {
    log.ticked(0, 99).ticked(200, 259);
    assertThat(overdue()).as("what had a minute before that").isEqualTo(39);

    log.ticked(260, 261);
    assertThat(overdue()).isEqualTo(201);
  }

  @Test
  void shouldWaitWhileAnyPartitionStandsStill() {
    log.ticked(0, 300).ticked(Topics.REVEALS, 0, 250);
    assertThat(overdue()).isEqualTo(190);
  }

  /** How it was before its first tick nobody knows. */
  @Test
  void shouldExpectNothingOfAYoungMarket() {
    log.took("task-0", Topics.REVEALS.name(), 0).ticked(20, 80);
    assertThat(overdue()).isNegative();

    log.ticked(81, 81);
    assertThat(overdue()).isEqualTo(21);
  }

  /** An operator may let one stand still again and again. */
  @Test
  void shouldNotWaitForLongerThanFiveMinutesOfTicks() {
    for (int minute = 0; minute < 5; minute++) {
      log.ticked(Topics.REVEALS, minute * 60, minute * 60 + 50);
    }
    log.ticked(0, 299);
    assertThat(overdue()).isZero();

    log.ticked(300, 304);
    assertThat(overdue()).isEqualTo(5);
  }

  /** Of the last one nobody can say that it is ahead. */
  @Test
  void shouldNotExpectEverythingByOneTimeThatIsFarAhead() {
    log.ticked(0, 300).ticked(9_000, 9_000);
    assertThat(overdue()).isEqualTo(240);
  }

  /** Tests of parts of an audit have none; nor has a file of one topic. */
  @Test
  void shouldGoByTheNewestRecordWhereNothingIsTicked() {
    log.took("task-0", Topics.REVEALS.name(), 100);
    assertThat(overdue()).isEqualTo(40);
  }
}
