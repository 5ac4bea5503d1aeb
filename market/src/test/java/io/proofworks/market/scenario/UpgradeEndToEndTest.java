package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.cli.ExitCodes;
import io.proofworks.operations.LogCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the last release to this build, back and on again, on one directory and with batches in
 * flight: what comes of it is what comes of an uninterrupted market. The release is the real one,
 * built from its commit (build/released); where that is not in the clone, all of this is skipped.
 */
final class UpgradeEndToEndTest {

  private static final long SEED = 1;
  private static final int KILLS = 3;

  @TempDir private Path directory;

  private Build released;
  private Build ours;

  @BeforeEach
  void build() throws Exception {
    released = Build.released();
    ours = Build.ours();
  }

  @Test
  void shouldHaveTheFormatsOfTheLastReleaseAsTheyWere() {
    Map<String, Set<String>> then = released.types();

    Map<String, Set<String>> now = ours.types();

    assertThat(then.getOrDefault("1", Set.of())).as("types of the release").hasSizeGreaterThan(100);
    then.forEach(
        (version, types) -> assertThat(now.getOrDefault(version, Set.of())).containsAll(types));
    assertThat(ours.records()).containsAllEntriesOf(released.records());
  }

  @Test
  void shouldGoOnWhereTheLastReleaseWasKilled() throws Exception {
    try (RolledMarket market = new RolledMarket(directory.resolve("upgraded"))) {
      // given the release, killed when a batch is settled, one begun and one asked for
      market.run(released);
      market.submit(2);
      market.awaitSettled();
      market.submit(8);
      market.awaitCommitted(1);
      market.submit(6);
      market.kill();

      // when
      market.run(ours);
      market.submit(4);
      market.awaitSettled();
      market.submit(10);
      market.awaitCommitted(1);
      market.stop();
      rollBack(market);
      market.run(ours);

      // then
      assertThat(market.books()).isEqualTo(uninterrupted(List.of(2, 8, 6, 4, 10)));
      market.requireSound();
    }
  }

  @Test
  @Tag("nightly")
  void shouldGoOnThroughKillsOfEitherBuild() throws Exception {
    Random random = new Random(SEED);
    List<Integer> sizes = new ArrayList<>();
    try (RolledMarket market = new RolledMarket(directory.resolve("upgraded"))) {
      // given
      for (int kill = 0; kill < KILLS; kill++) {
        beKilled(market, released, sizes, random);
      }

      // when
      for (int kill = 0; kill < KILLS; kill++) {
        beKilled(market, ours, sizes, random);
        comeBack(market);
      }
      market.run(ours);

      // then
      assertThat(market.books()).as("seed %d", SEED).isEqualTo(uninterrupted(sizes));
      market.requireSound();
    }
  }

  /** Takes over what there is, is asked for two batches, and does not live to settle the last. */
  private static void beKilled(RolledMarket market, Build build, List<Integer> sizes, Random random)
      throws Exception {
    market.run(build);
    for (int size : List.of(2 + sizes.size(), 3 + sizes.size())) {
      market.submit(size);
      sizes.add(size);
    }
    market.awaitCommitted(1 + random.nextInt(sizes.getLast() / 2));
    market.kill();
  }

  /**
   * The release comes back after this build had all of the market: what of it is of a format that
   * the release does not have has written nothing.
   */
  private void rollBack(RolledMarket market) throws Exception {
    Map<String, Set<String>> written = comeBack(market);
    assertThat(ours.newerThan(released))
        .allSatisfy(part ->
            assertThat(written.getOrDefault(part, Set.of()))
                .as("written by %s of the release", part)
                .isEmpty());
  }

  /**
   * The release comes back. Where this build has kept something in a format that the release does
   * not have, it says so and ends; until it meets that it may go on, in partitions that this build
   * did not live to take over. Where there is none it works, and settles everything.
   *
   * @return what applications wrote before they ended
   */
  private Map<String, Set<String>> comeBack(RolledMarket market) throws Exception {
    List<String> newer = ours.newerThan(released);
    if (newer.isEmpty()) {
      market.run(released);
      market.awaitSettled();
      market.stop();
      return Map.of();
    }
    RolledMarket.Refusal refusal = market.awaitRefusal(released);
    assertThat(refusal.exitCode()).as(refusal.said()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(refusal.said()).contains("has ended: " + LogCode.FORMAT_UNKNOWN);
    assertThat(newer)
        .as("complaints in %s", refusal.said())
        .anyMatch(part -> complaint(part).matcher(refusal.said()).find());
    return refusal.written();
  }

  /** That the release met a value of this build's, and what it knows itself. */
  private Pattern complaint(String part) {
    return Pattern.compile(
        "%s\\.\\w+ of version %d: this program knows 1 to %d"
            .formatted(part, ours.formats().get(part), released.formats().get(part)));
  }

  /** The books of a market of this build that was asked for the same and left alone. */
  private Books uninterrupted(List<Integer> sizes) throws Exception {
    try (RolledMarket market = new RolledMarket(directory.resolve("uninterrupted"))) {
      market.run(ours);
      for (int size : sizes) {
        market.submit(size);
      }
      return market.books();
    }
  }
}
