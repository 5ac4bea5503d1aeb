package io.proofworks.aggregation;

import static io.proofworks.aggregation.AggregationMarket.LEASE;
import static io.proofworks.aggregation.AggregationMarket.aggregator;
import static io.proofworks.aggregation.AggregationMarket.work;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

/** Leases are given to free slots only, however many batches want one at once. */
final class LeasesTopologyTest {

  private static final int ROOTS = 40;
  private static final String ALICE = aggregator(1);

  /** An aggregator that takes most of a lease for each job. */
  private record Working(AggregationJob job, long done) {}

  @Test
  void shouldSettleFortyRootsThatAreReadyAtOnceWithOneAggregatorOfTwoSlots() {
    try (AggregationMarket market = AggregationMarket.of(List.of(ALICE), 2, 1_000)) {
      IntStream.range(0, ROOTS)
          .mapToObj(nonce -> market.submit(nonce, 1_100))
          .toList()
          .forEach(batch -> market.prove(batch, 2_000));

      List<Working> atWork = new ArrayList<>();
      int most = 0;
      for (long now = 2_000; now < 2_000 + ROOTS / 2 * LEASE; now += 1_000) {
        market.tick(now);
        market.beat(ALICE, 2, now);
        long begun = now;
        market.jobs().forEach(job -> atWork.add(new Working(job, begun + LEASE - 2_000)));
        most = Math.max(most, atWork.size());
        for (Working working : List.copyOf(atWork)) {
          if (working.done() <= now) {
            atWork.remove(working);
            market
                .pipes()
                .pipe(Topics.AGGREGATES, working.job().getBatchId(), work(working.job()), now);
          }
        }
      }

      assertThat(most).isEqualTo(2);
      assertThat(market.receipts())
          .hasSize(ROOTS)
          .allSatisfy(receipt -> {
            assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
            assertThat(receipt.getSlashes()).isEmpty();
          });
      assertThat(market.verdicts())
          .hasSize(ROOTS)
          .extracting(Verdict::getReason)
          .containsOnly("ACCEPTED");
    }
  }

  /** To register costs nothing, and the desk looks at every member whenever something happens. */
  @Test
  void shouldKeepNobodyAtTheDeskWhoHasNothingForABond() {
    try (AggregationMarket market = AggregationMarket.of(List.of(ALICE), 1, 1_000)) {
      for (int number = 20; number < 120; number++) {
        String penniless = AggregationMarket.aggregator(number);
        market
            .pipes()
            .pipe(Topics.PROVERS, penniless, AggregationMarket.standing(penniless, 0), 1_050);
        market.beat(penniless, 64, 1_060);
      }
      market.tick(1_100);

      assertThat(members(market)).containsExactly(ALICE);
      market.pipes().pipe(Topics.PROVERS, ALICE, AggregationMarket.standing(ALICE, 0), 1_200);
      assertThat(members(market)).isEmpty();
    }
  }

  private static List<String> members(AggregationMarket market) {
    List<String> ids = new ArrayList<>();
    try (KeyValueIterator<String, ?> all =
        market
            .pipes()
            .driver()
            .<String, Object>getKeyValueStore("aggregation-desk-members")
            .all()) {
      all.forEachRemaining(entry -> ids.add(entry.key));
    }
    return ids;
  }

  @Test
  void shouldTakeOneOfBeforeToWorkOnOneJobAndFailABatchForWhichNobodyIsLeft() {
    try (AggregationMarket market = AggregationMarket.of(List.of(ALICE), -1, 1_000)) {
      AggregationMarket.Batch first = market.submit(1, 1_100);
      AggregationMarket.Batch second = market.submit(2, 1_100);
      market.tick(2_000);
      market.prove(first, 2_000);
      market.prove(second, 2_000);
      assertThat(market.jobs())
          .singleElement()
          .extracting(AggregationJob::getBatchId)
          .isEqualTo(first.id());

      // Nobody hears of it again: the second batch has no aggregator, and patience is 3 leases.
      long silentAt = 1_000 + 60_000;
      market.tick(silentAt);
      assertThat(market.jobs()).isEmpty();
      market.tick(silentAt + 3 * LEASE - 1);
      assertThat(outcomesOf(market.receipts(), second)).isEmpty();
      market.tick(silentAt + 3 * LEASE);

      assertThat(outcomesOf(market.receipts(), second)).containsExactly("FAILED");
    }
  }

  private static List<String> outcomesOf(List<Receipt> receipts, AggregationMarket.Batch batch) {
    return receipts.stream()
        .filter(receipt -> receipt.getBatchId().equals(batch.id()))
        .map(Receipt::getOutcome)
        .toList();
  }
}
