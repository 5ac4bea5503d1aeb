package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.worker.domain.Stake.Bonds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks and leases of one worker are bonded out of one stake. */
class StakeTest {

  private static final long LEASE = 10;

  @ParameterizedTest
  @CsvSource({
    // free, reserved, on the way, committed, leases | at most
    "100,   0, 100,   0, 0,  0", // all of it is for a proof that is being made
    "100,   0,  95,   0, 0,  0",
    "100,   0,  90,   0, 0,  1",
    "100,   0,  40,   0, 0,  6",
    "100,   0,  40,   0, 2,  6", // both leases are not shown as reserved yet
    " 80,  20,  40,   0, 2,  6", // now they are
    "100,   0,   0, 100, 0,  0", // its commit is accepted, and not shown as reserved yet
    "  0, 100,   0, 100, 0,  0",
    " 50, 100,   0, 100, 0,  5",
    " 50, 100,  50, 100, 0,  0",
    " 20, 500,  10,  10, 0,  1", // what else is reserved does not come back in time
    "  5,   0,  40,   0, 3,  3", // what it has it has
  })
  void shouldLeaveTheBondsOfItsTasks(
      long free, long reserved, long onTheWay, long committed, int leases, int most) {
    Stake stake = new Stake(free, reserved);

    assertThat(stake.leasesBeside(new Bonds(onTheWay, committed), leases, LEASE)).isEqualTo(most);
  }

  @ParameterizedTest
  @CsvSource({
    // free, on the way, leases | taken
    "100, 100, 0, true",
    "100,  91, 0, true",
    "100,  90, 0, false",
    "100, 100, 1, false", // it has one, so it is there for others to wait for
    "  9,   9, 0, false", // no lease comes out of so little, with or without tasks
  })
  void shouldTellWhenTasksAloneKeepItFromAnyLease(
      long free, long onTheWay, int leases, boolean taken) {
    Stake stake = new Stake(free, 0);

    assertThat(stake.isTakenByTasks(new Bonds(onTheWay, 0), leases, LEASE)).isEqualTo(taken);
  }

  /** What its stake covers beside leases alone the market reckons itself. */
  @Test
  void shouldNotLimitLeasesWithoutTasks() {
    assertThat(Stake.NONE.leasesBeside(Bonds.NONE, 1, LEASE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldNotLimitLeasesThatNeedNoBond() {
    assertThat(Stake.NONE.leasesBeside(new Bonds(5, 5), 1, 0)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldBearAmountsOfAnySize() {
    long most = Long.MAX_VALUE;

    assertThat(new Stake(most, most).leasesBeside(new Bonds(most, most), 5, most)).isEqualTo(5);
    assertThat(new Stake(-1, -1).leasesBeside(new Bonds(1, 1), 0, most)).isZero();
  }
}
