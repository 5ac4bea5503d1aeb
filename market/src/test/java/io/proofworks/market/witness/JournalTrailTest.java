package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.witness.JournalTrail.Claimed;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Entries and checkpoints in every order in which two topics can be read. */
final class JournalTrailTest {

  private static final WitnessedLog NONE = new WitnessedLog("task-0");
  private static final Optional<Checkpoint> NOTHING = Optional.empty();

  private final JournalTrail trail = new JournalTrail(MerkleFrontier.EMPTY);

  private static Claimed claim(WitnessedLog log) {
    return new Claimed(log.checkpoint(), log.note());
  }

  private static void read(JournalTrail trail, WitnessedLog log, int from) {
    for (int i = from; i < log.size(); i++) {
      trail.entry(i, log.entries.get(i));
    }
  }

  private static Optional<Checkpoint> reached(JournalTrail trail, Optional<Checkpoint> cosigned) {
    trail.advance(cosigned);
    return trail.reached(cosigned).map(one -> one.claimed().checkpoint());
  }

  @Test
  void shouldReachTheLargestWhoseEntriesAreThere() {
    WitnessedLog five = NONE.with("a", 5);
    WitnessedLog eight = five.with("a", 3);
    WitnessedLog nine = eight.with("a", 1);
    trail.claim(claim(five), NOTHING);
    trail.claim(claim(eight), NOTHING);
    trail.claim(claim(nine), NOTHING);
    assertThat(reached(trail, NOTHING)).isEmpty();

    read(trail, eight, 0);

    assertThat(reached(trail, NOTHING)).contains(eight.checkpoint());
    assertThat(trail.reached(NOTHING).orElseThrow().tree()).isEqualTo(eight.frontier());
    assertThat(reached(trail, Optional.of(eight.checkpoint()))).isEmpty();
  }

  /** What it goes on from after a restart; what was before is not read again. */
  @Test
  void shouldGoOnFromATreeWhateverIsReadBeforeItsEnd() {
    WitnessedLog five = NONE.with("a", 5);
    WitnessedLog eight = five.with("a", 3);
    JournalTrail restarted = new JournalTrail(five.frontier());

    read(restarted, eight, 0);
    restarted.claim(claim(NONE.with("a", 4)), Optional.of(five.checkpoint()));
    restarted.claim(claim(five), Optional.of(five.checkpoint()));
    restarted.claim(claim(eight), Optional.of(five.checkpoint()));

    assertThat(reached(restarted, Optional.of(five.checkpoint()))).contains(eight.checkpoint());
  }

  @Test
  void shouldReachNothingOfAnotherHistoryThanItsTree() {
    WitnessedLog five = NONE.with("a", 5);
    WitnessedLog other = NONE.with("b", 6);
    JournalTrail restarted = new JournalTrail(five.frontier());
    read(restarted, other, 0);
    restarted.claim(claim(other), Optional.of(five.checkpoint()));

    assertThat(reached(restarted, Optional.of(five.checkpoint()))).isEmpty();
    assertThat(restarted.broken()).isPresent();
  }

  @Test
  void shouldReachNothingThatDoesNotContinueWhatWasCosigned() {
    WitnessedLog other = NONE.with("b", 5);
    WitnessedLog eight = NONE.with("a", 8);
    read(trail, eight, 0);
    trail.claim(claim(eight), Optional.of(other.checkpoint()));

    assertThat(reached(trail, Optional.of(other.checkpoint()))).isEmpty();
    assertThat(trail.broken().orElseThrow().what()).contains("what was cosigned");
  }

  @Test
  void shouldFindTwoRootsOfASizeThatIsStillToCome() {
    WitnessedLog one = NONE.with("a", 5);
    WitnessedLog other = NONE.with("b", 5);
    trail.claim(claim(one), NOTHING);
    trail.claim(claim(one), NOTHING);
    assertThat(trail.broken()).isEmpty();

    trail.claim(claim(other), NOTHING);

    assertThat(trail.broken().orElseThrow().notes()).containsExactly(one.note(), other.note());
    read(trail, one, 0);
    assertThat(reached(trail, NOTHING)).isEmpty();
  }

  @Test
  void shouldFindAnotherRootOfASizeThatWasPassed() {
    WitnessedLog five = NONE.with("a", 5);
    WitnessedLog eight = five.with("a", 3);
    read(trail, eight, 0);
    trail.claim(claim(five), NOTHING);
    trail.claim(claim(eight), NOTHING);
    assertThat(reached(trail, NOTHING)).contains(eight.checkpoint());

    WitnessedLog other = NONE.with("b", 5);
    trail.claim(claim(other), Optional.of(eight.checkpoint()));

    assertThat(trail.broken().orElseThrow().size()).isEqualTo(5);
    assertThat(trail.broken().orElseThrow().notes()).containsExactly(other.note());
    assertThat(reached(trail, NOTHING)).isEmpty();
  }

  /** Cosigned for somebody who asked over HTTP, while this trail was elsewhere. */
  @Test
  void shouldFindThatWhatWasCosignedMeanwhileIsOnNoTopic() {
    WitnessedLog eight = NONE.with("a", 8);
    read(trail, eight, 0);
    trail.claim(claim(eight), NOTHING);
    assertThat(reached(trail, NOTHING)).isPresent();

    WitnessedLog between = NONE.with("b", 5);

    assertThat(reached(trail, Optional.of(between.checkpoint()))).isEmpty();
    assertThat(trail.broken().orElseThrow().what()).contains("none of the checkpoints");
  }

  @Test
  void shouldAccuseNobodyOfEntriesThatAreMissing() {
    WitnessedLog eight = NONE.with("a", 8);
    trail.claim(claim(eight), NOTHING);
    trail.entry(0, eight.entries.getFirst());
    trail.entry(0, eight.entries.getFirst());
    assertThat(trail.lost()).isEmpty();

    read(trail, eight, 2);

    assertThat(reached(trail, NOTHING)).isEmpty();
    assertThat(trail.broken()).isEmpty();
    assertThat(trail.lost()).contains("entry 2 comes where 1 is to come");
  }

  /** Its largest sizes are let go: the entries of the smaller ones come first. */
  @Test
  void shouldKeepFewOfTheCheckpointsWhoseEntriesAreToCome() {
    WitnessedLog five = NONE.with("a", 5);
    for (long size = 10_000; size > 10; size--) {
      Checkpoint far = new Checkpoint(five.origin(), size, Hash32.ZERO);
      trail.claim(new Claimed(far, ""), NOTHING);
    }
    assertThat(trail.waiting()).isEqualTo(JournalTrail.MOST_CLAIMS);

    trail.claim(claim(five), NOTHING);
    read(trail, five, 0);

    assertThat(reached(trail, NOTHING)).contains(five.checkpoint());
    assertThat(trail.waiting()).isLessThan(JournalTrail.MOST_CLAIMS);
  }

  /** After a restart without a tree: nothing is kept of what was cosigned long ago. */
  @Test
  void shouldKeepNoCheckpointOverFewerEntriesThanWereCosigned() {
    WitnessedLog five = NONE.with("a", 5);

    trail.claim(claim(NONE.with("a", 4)), Optional.of(five.checkpoint()));

    assertThat(trail.waiting()).isZero();
  }

  /** A journal that nobody signs for a long time, and then somebody does. */
  @Test
  void shouldGoOnAfterMoreEntriesThanItKeepsThatNobodySigned() {
    int many = JournalTrail.MOST_AHEAD + 70;
    MerkleFrontier tree = MerkleFrontier.EMPTY;
    for (int i = 0; i < many; i++) {
      tree = tree.with(Hash32.ZERO.bytes());
      trail.entry(i, Hash32.ZERO);
      if (i % 50_000 == 0) {
        trail.advance(NOTHING);
      }
    }
    assertThat(reached(trail, NOTHING)).isEmpty();
    assertThat(trail.ahead()).isEqualTo(JournalTrail.MOST_AHEAD);

    Checkpoint signed = new Checkpoint(NONE.origin(), many, tree.root());
    trail.claim(new Claimed(signed, ""), NOTHING);

    assertThat(reached(trail, NOTHING)).contains(signed);
  }

  /** Of the many that are passed while it catches up the one that it goes on from is not lost. */
  @Test
  void shouldNotLoseWhatItGoesOnFromAmongManyThatItPasses() {
    WitnessedLog two = NONE.with("a", 2);
    Optional<Checkpoint> cosigned = Optional.of(two.checkpoint());
    JournalTrail restarted = new JournalTrail(two.frontier());
    MerkleFrontier tree = two.frontier();
    for (int i = 2; i < JournalTrail.MOST_PASSED + 9; i++) {
      tree = tree.with(Hash32.ZERO.bytes());
      restarted.entry(i, Hash32.ZERO);
      Checkpoint next = new Checkpoint(two.origin(), tree.size(), tree.root());
      restarted.claim(new Claimed(next, ""), cosigned);
      restarted.advance(cosigned);
    }

    assertThat(reached(restarted, cosigned))
        .contains(new Checkpoint(two.origin(), tree.size(), tree.root()));
    assertThat(restarted.lost()).isEmpty();
    assertThat(restarted.broken()).isEmpty();
  }
}
