package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.LogClosures.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whose word counts about a time in which nothing was appended. */
class SilenceTest {

  private static final long LAST = 100_000;

  /** A record of one partition: who claims what, and when it was appended. */
  private record Appended(long at, Optional<TickClaim> claim, boolean tick) {
    static Appended record(long at) {
      return new Appended(at, Optional.empty(), false);
    }

    static Appended plain(long at) {
      return new Appended(at, Optional.empty(), true);
    }

    static Appended claim(long at, long since) {
      return claim(at, since, at);
    }

    static Appended claim(long at, long since, long sent) {
      return new Appended(at, Optional.of(new TickClaim(since, sent)), true);
    }
  }

  /** What a partition makes of records, its last one before being at {@link #LAST}. */
  private static final class Partition {
    private LogWatch watch = LogWatch.NEW;
    private long time = LAST;

    Partition read(List<Appended> records) {
      for (Appended record : records) {
        long at = Math.max(time, record.at());
        LogWatch.Step step =
            record.tick() ? watch.tick(time, at, record::claim) : watch.record(time, at);
        watch = step.next();
        time = step.carries() ? at : time;
      }
      return this;
    }

    List<Interval> closures() {
      return watch.closures().intervals();
    }
  }

  private static List<Interval> closures(Appended... records) {
    return new Partition().read(List.of(records)).closures();
  }

  private static long time(Appended... records) {
    return new Partition().read(List.of(records)).time;
  }

  @Test
  void shouldShowAClosureWhenATickerHadTriedSinceItBegan() {
    assertThat(closures(Appended.claim(109_000, LAST + 200)))
        .containsExactly(new Interval(LAST, 109_000));
    assertThat(closures(Appended.claim(109_000, 0, 109_000)))
        .containsExactly(new Interval(LAST, 109_000));
  }

  @Test
  void shouldShowNoneForLessThanTenTicks() {
    assertThat(closures(Appended.claim(LAST + 1_999, LAST))).isEmpty();
    assertThat(closures(Appended.claim(LAST + 2_000, LAST))).hasSize(1);
  }

  @Test
  void shouldLetTimeStandStillUntilATickerHasSpoken() {
    assertThat(time(Appended.record(109_000), Appended.plain(109_001))).isEqualTo(LAST);
    assertThat(time(Appended.record(109_000), Appended.claim(109_100, LAST))).isEqualTo(109_100);
  }

  @Test
  void shouldTakeNothingFromOthersForARecordThatWasQuick() {
    assertThat(
            closures(
                Appended.plain(108_000), Appended.record(108_500), Appended.claim(109_000, LAST)))
        .containsExactly(new Interval(LAST, 109_000));
  }

  @Test
  void shouldCountOnlyGapsWhenTheLogWasOpenForOthersForLong() {
    assertThat(
            closures(
                Appended.record(104_000),
                Appended.record(105_000),
                Appended.record(111_000),
                Appended.record(112_500),
                Appended.claim(113_000, LAST)))
        .containsExactly(new Interval(LAST, 104_000), new Interval(105_000, 111_000));
  }

  @Test
  void shouldWaitForATickerThatKnowsMoreThanOneThatHasJustBegun() {
    Appended fresh = Appended.claim(160_000, 159_000);
    assertThat(time(fresh)).isEqualTo(LAST);
    assertThat(closures(fresh, Appended.claim(160_300, LAST + 150)))
        .containsExactly(new Interval(LAST, 160_300));
  }

  @Test
  void shouldGoOnWithWhatIsClaimedWhenNoTickerKnowsMore() {
    Appended away = Appended.claim(160_000, 160_000);
    assertThat(time(with(away, Appended.claim(164_999, 164_900)))).isEqualTo(LAST);
    assertThat(time(with(away, LATER))).isEqualTo(LATER.at());
    assertThat(closures(with(away, LATER))).as("the ticker alone was away").isEmpty();

    Appended half = Appended.claim(160_000, 150_000);
    assertThat(closures(with(half, LATER))).containsExactly(new Interval(150_000, 160_000));
  }

  private static final Appended LATER = Appended.claim(160_000 + Silence.RETURN_MS, 164_900);

  /** Two ticks, and plain ones every second in between. */
  private static Appended[] with(Appended first, Appended second) {
    List<Appended> all = new ArrayList<>(List.of(first));
    for (long at = first.at() + 1_000; at < second.at(); at += 1_000) {
      all.add(Appended.plain(at));
    }
    all.add(second);
    return all.toArray(Appended[]::new);
  }

  @Test
  void shouldNotBelieveWhatWasSaidBefore() {
    Appended copy = Appended.claim(109_000, LAST - 300, LAST - 100);
    assertThat(time(copy)).isEqualTo(LAST);
    assertThat(closures(copy, Appended.claim(109_500, LAST + 200)))
        .containsExactly(new Interval(LAST, 109_500));
  }

  @Test
  void shouldNotBelieveATickerThatWasHalted() {
    Appended halted = Appended.claim(160_000, LAST + 200, LAST + 400);
    Appended again = Appended.claim(160_200, 160_000);
    assertThat(closures(halted)).isEmpty();
    assertThat(closures(with(again, Appended.claim(165_300, 165_200)))).isEmpty();
  }

  @Test
  void shouldKeepTheLongestGaps() {
    List<Appended> records = new ArrayList<>(List.of(Appended.record(150_000)));
    for (int i = 1; i <= 200; i++) {
      records.add(Appended.record(150_000 + i * 2_000L));
    }
    records.add(Appended.claim(552_000, LAST));
    assertThat(new Partition().read(records).closures())
        .hasSizeBetween(60, 66)
        .startsWith(new Interval(LAST, 150_000));
  }

  /** An outage, and what honest tickers and outsiders append when it has ended. */
  private record Story(long seed, long end, List<Appended> honest, List<Appended> hostile) {

    /** The outage lasts two seconds at least; a ticker is back at once, or takes too long. */
    static Story of(long seed, long back) {
      SplittableRandom random = new SplittableRandom(seed);
      long end = LAST + LogClosures.SHORTEST_MS + random.nextLong(60_000);
      long returned = end + random.nextLong(back);
      List<Appended> honest = new ArrayList<>();
      if (back <= Silence.RETURN_MS
          && random.nextInt(3) == 0) { // another one has just been started
        long began = end - random.nextLong(3_000);
        long first = end + random.nextLong(returned - end + 1);
        for (int i = 0; i <= 40; i++) {
          long at = first + i * 1_000L;
          honest.add(Appended.claim(at, i == 0 ? began : at - 200));
        }
      }
      long interval = random.nextLong(1, 1_000);
      honest.add(Appended.claim(returned, LAST + interval));
      for (int i = 1; i <= 40; i++) {
        honest.add(Appended.claim(returned + i * 1_000L, returned + i * 1_000L - interval));
      }
      return new Story(seed, end, honest, hostile(random, end, returned));
    }

    private static List<Appended> hostile(SplittableRandom random, long end, long returned) {
      List<Appended> hostile = new ArrayList<>();
      int records = random.nextInt(20);
      for (int i = 0; i < records; i++) {
        long at = end + random.nextLong(returned - end + 3_000);
        hostile.add(
            switch (random.nextInt(4)) {
              case 0 -> Appended.record(at);
              case 1 -> Appended.plain(at); // forged: no signature, or another's
              case 2 -> Appended.claim(at, LAST - random.nextLong(90_000), LAST); // replayed
              default -> Appended.claim(at, LAST - 40_000, LAST - random.nextLong(30_000));
            });
      }
      return hostile;
    }

    private List<Interval> closures(boolean attacked) {
      List<Appended> all = new ArrayList<>(honest);
      if (attacked) {
        all.addAll(hostile);
      }
      all.sort(Comparator.comparingLong(Appended::at));
      return new Partition().read(all).closures();
    }

    long deadline(boolean attacked, long start, long deadline) {
      return LogClosures.NONE.with(closures(attacked)).extend(start, deadline);
    }
  }

  @Test
  void shouldPassNoDeadlineEarlierForWhatOutsidersAppend() {
    for (long seed = 0; seed < 5_000; seed++) {
      Story story = Story.of(seed, Silence.RETURN_MS);
      assertThat(story.closures(true)).as("seed %d", seed).isEqualTo(story.closures(false));
    }
  }

  @Test
  void shouldCountTheWholeOutageHoweverLateTheTickerIs() {
    for (long seed = 0; seed < 5_000; seed++) {
      Story story = Story.of(seed, 30_000);
      SplittableRandom random = new SplittableRandom(seed);
      long start = LAST - random.nextLong(10_000);
      long deadline = LAST + random.nextLong(20_000);
      long fair = LogClosures.NONE.with(new Interval(LAST, story.end())).extend(start, deadline);
      assertThat(story.deadline(true, start, deadline))
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(fair);
    }
  }
}
