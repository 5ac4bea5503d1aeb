package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.processor.AggregationFact;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What partitions of batches were told of accounts, against what these were. */
final class ToldTest {

  private static final String ANN = "0x" + "01".repeat(20);
  private static final long OVERDUE = 1_000;

  private final List<ProverStanding> standings = new ArrayList<>();
  private final Map<Long, Long> written = new HashMap<>();
  private final List<AggregationFact.Seen> seen = new ArrayList<>();

  private void stands(long since, long free, int key) {
    Registration registration =
        new Registration(
            "0x",
            ANN,
            ByteBuffer.wrap(key(key)),
            9_000L,
            List.of("AGGREGATOR"),
            1,
            "cpu",
            "v",
            "r",
            "b",
            List.of(),
            1L,
            ByteBuffer.allocate(65));
    standings.add(
        new ProverStanding(
            "0x", ANN, registration, "REGISTERED", List.of(), 0, 0L, free, 0L, 0L, since));
  }

  private static byte[] key(int fill) {
    return SignedLog.seed(fill);
  }

  private void backed(boolean is) {
    seen.add(new AggregationFact.Seen(seen.size(), 500, new MarketEvent.AccountSeen(ANN, is)));
  }

  private void signs(int key) {
    signs(key, 0);
  }

  private void signs(int key, long asOf) {
    Aggregator aggregator =
        new Aggregator(ANN, key(key), 9_000, true, 0, 0, 0, Aggregator.Pulse.NONE, asOf, null);
    seen.add(
        new AggregationFact.Seen(seen.size(), 500, new MarketEvent.AggregatorSeen(aggregator)));
  }

  private List<String> differences() {
    try (Scratch scratch = Scratch.under(LogSnapshot.TMP)) {
      Standings all = new Standings(scratch);
      written.forEach(all::wrote);
      standings.forEach(all::add);
      Findings findings = new Findings();
      Told told = new Told(all, OVERDUE, scratch, findings);
      seen.forEach(one -> told.take("aggregation-0", one));
      told.conclude("aggregation-0");
      return findings.first().stream()
          .map(found -> found.kind() + found.where().substring("aggregation-0".length()))
          .toList();
    }
  }

  @Test
  void shouldFindNothingWhereAllOrOnlyTheLastWasTold() {
    stands(1, 10, 1);
    stands(2, 10, 2);
    stands(3, 20, 2);
    backed(true);
    signs(2);

    assertThat(differences()).isEmpty();
  }

  @Test
  void shouldFindWhatNoStandingSays() {
    stands(1, 10, 1);
    backed(true);
    signs(1);
    signs(3);
    backed(false);

    assertThat(differences()).containsExactly("INVENTED_MESSAGE 2", "INVENTED_MESSAGE 3");
  }

  /** By when its key changed it is decided whose an aggregate is. */
  @Test
  void shouldFindAKeyThatIsSaidToHaveChangedAtAnotherTime() {
    stands(1, 10, 1);
    stands(2, 10, 2);
    backed(true);
    signs(1, 1);
    signs(2, 3);

    assertThat(differences()).containsExactly("INVENTED_MESSAGE 2", "LEFT_OUT -1");
  }

  @Test
  void shouldFindNothingWhereAKeyChangedWhenItIsSaid() {
    stands(1, 10, 1);
    stands(2, 10, 2);
    backed(true);
    signs(1, 1);
    signs(2, 2);

    assertThat(differences()).isEmpty();
  }

  @Test
  void shouldFindWhatWasToldBeforeItWasSo() {
    stands(1, 10, 1);
    stands(5_500, 10, 2);
    backed(true);
    signs(2);
    assertThat(differences()).isEmpty();

    stands(5_501, 10, 3);
    signs(3);
    assertThat(differences()).containsExactly("INVENTED_MESSAGE 2");
  }

  @Test
  void shouldFindWhatWasToldBeforeItsTurn() {
    stands(1, 10, 1);
    stands(2, 10, 2);
    backed(true);
    signs(2);
    signs(1);

    assertThat(differences()).containsExactly("INVENTED_MESSAGE 2");
  }

  @Test
  void shouldFindThatTheLastWasNotTold() {
    stands(1, 10, 1);
    stands(2, 0, 2);
    backed(true);
    signs(1);

    assertThat(differences()).containsExactly("LEFT_OUT -1", "LEFT_OUT -1");
  }

  @Test
  void shouldFindThatNothingWasTold() {
    stands(1, 10, 1);

    assertThat(differences()).containsExactly("LEFT_OUT -1", "LEFT_OUT -1");
  }

  @Test
  void shouldWaitForWhatMayStillBeOnItsWay() {
    stands(1, 10, 1);
    stands(OVERDUE, 0, 2);
    backed(true);
    signs(1);

    assertThat(differences()).isEmpty();
  }

  /** To register costs nothing. */
  @Test
  void shouldExpectNothingOfWhoNeverHadMoney() {
    stands(1, 0, 1);

    assertThat(differences()).isEmpty();
  }

  /** Nobody could be told of it before settlement was back. */
  @Test
  void shouldWaitForWhatSettlementHasSaidJustNow() {
    stands(1, 10, 1);
    written.put(1L, OVERDUE + 1);

    assertThat(differences()).isEmpty();
  }
}
