package io.proofworks.market.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every part of a market is away for a while, one after the other, while batches are submitted all
 * the time: two of three brokers (so that there is neither a quorum nor a second replica), the
 * registry, each application and the ticker; killed and started again, or standing still. All goes
 * on by itself, nobody honest is slashed, every batch settles, and the audit is clean.
 *
 * <p>{@code -Doutage.seconds=5,60} and {@code -Doutage.parts=brokers,settlement} say for how long
 * and who, {@code -Doutage.manners=KILLED} how; by default everybody for 5 and 60 s, and the
 * brokers for 600 s.
 */
@Tag("nightly")
final class AwayEndToEndTest {

  private static final List<Integer> SHORT = List.of(5, 60);
  private static final int LONG = 600;
  private static final String ASKED = System.getProperty("outage.parts", "");
  private static final String MANNERS = System.getProperty("outage.manners", "");

  /** For each batch that piled up meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir private static Path directory;
  private static SeparateMarket market;

  @BeforeAll
  static void open() throws Exception {
    market =
        new SeparateMarket(
            directory,
            SeparateMarket.APPLICATIONS.stream()
                .filter(part -> isAsked(part) || !List.of("metrics", "query").contains(part))
                .toList());
  }

  @AfterAll
  static void close() throws Exception {
    if (market != null) {
      market.close();
    }
  }

  static Stream<Arguments> outages() {
    String seconds = System.getProperty("outage.seconds", "");
    List<Integer> lengths =
        seconds.isEmpty()
            ? SHORT
            : Arrays.stream(seconds.split(",")).map(Integer::valueOf).toList();
    Stream<Arguments> asked =
        lengths.stream().flatMap(length -> parts().flatMap(part -> inEachManner(part, length)));
    return seconds.isEmpty() && ASKED.isEmpty()
        ? Stream.concat(asked, Stream.of(Arguments.of(SeparateMarket.BROKERS, Manner.KILLED, LONG)))
        : asked;
  }

  private static Stream<String> parts() {
    return Stream.concat(
            Stream.of(SeparateMarket.BROKERS, SeparateMarket.REGISTRY),
            SeparateMarket.APPLICATIONS.stream())
        .filter(AwayEndToEndTest::isAsked);
  }

  private static boolean isAsked(String part) {
    return ASKED.isEmpty() || List.of(ASKED.split(",")).contains(part);
  }

  private static Stream<Arguments> inEachManner(String part, int seconds) {
    return Stream.of(Manner.values())
        .filter(manner -> MANNERS.isEmpty() || List.of(MANNERS.split(",")).contains(manner.name()))
        .map(manner -> Arguments.of(part, manner, seconds));
  }

  @ParameterizedTest(name = "{0} {1} for {2} s")
  @MethodSource("outages")
  void shouldGoOnByItself(String part, Manner manner, int seconds) throws Exception {
    // given a market at work
    long settled = market.receipts();
    market.load().start();
    market.awaitReceipts(settled + 2, PATIENCE);

    // when
    market.leave(part, manner);
    Thread.sleep(Duration.ofSeconds(seconds)); // the outage itself: nothing but time passes
    market.comeBack(part, manner);

    // then
    Duration working = market.awaitWorking();
    market.awaitSubmitted(market.load().taken().size() + 2, PATIENCE);
    market.load().stop();
    market.awaitAllSettled(PATIENCE);
    System.out.printf(
        "outage: %s %s for %d s: all working after %d ms, %d batches settled, %d refused%n",
        part, manner, seconds, working.toMillis(), market.receipts(), market.load().refused());
    market.requireSound();
    assertThat(market.load().taken()).isNotEmpty();
  }
}
