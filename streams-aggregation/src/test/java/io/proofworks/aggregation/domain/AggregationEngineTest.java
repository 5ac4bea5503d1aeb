package io.proofworks.aggregation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.DigestScheme;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.proofs.ledgercircuit.LedgerBatch;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AggregationEngineTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final String BATCH = "0x" + "ba".repeat(32);
  private static final String AGGREGATOR = "0x" + "01".repeat(20);
  private static final AggregationPolicy POLICY =
      new AggregationPolicy(
          DOMAIN,
          1,
          "DIGEST",
          2,
          1_000,
          3,
          0,
          10,
          new AggregationPolicy.Penalties(0, 0, 0, 0),
          60_000,
          4_096,
          Map.of(),
          Map.of(),
          Optional.empty());

  /** Covers whole batches only, and takes its time. */
  private static final class Chain extends DigestScheme {
    @Override
    public boolean needsWholeBatch() {
      return true;
    }

    @Override
    public long mergeCostMillis(int fanIn) {
      return 400L * fanIn;
    }
  }

  private final List<Effect.Issue> jobs = new ArrayList<>();
  private @Nullable BatchCase state;
  private Directory directory =
      Directory.EMPTY.with(
          new Aggregator(AGGREGATOR, new byte[32], Long.MAX_VALUE, true, 0, 0, 1, false));

  private final List<Effect> effects = new ArrayList<>();
  private LogClosures closures = LogClosures.NONE;
  private long now = 1_000;
  private Rules rules = rules(new DigestScheme());

  private static Rules rules(AggregationScheme scheme) {
    return new Rules(
        POLICY, scheme, VerifierRegistry.standard(), new Digests(Hash32.parse(DOMAIN)));
  }

  private void decide(Input input) {
    Market market = new Market(directory, (domain, version) -> rules, closures);
    Decision decision = AggregationEngine.decide(state, input, now, market);
    state = decision.next();
    directory = decision.directory();
    effects.addAll(decision.effects());
    decision.effects().stream()
        .filter(Effect.Issue.class::isInstance)
        .map(Effect.Issue.class::cast)
        .forEach(jobs::add);
  }

  private static String task(int index) {
    return "0x" + ("%02d".formatted(index)).repeat(32);
  }

  private static Input published(int index, int count) {
    BatchFacts.Terms terms =
        new BatchFacts.Terms("r", "route", "STANDARD", "ledger-groth16", count, 1, 100);
    return new Input.ShardPublished(DOMAIN, BATCH, terms, index, task(index), task(index), 1);
  }

  /** What the shards below prove: each begins and ends in the same state. */
  private static Input requested(int count) {
    byte[] inputs = LedgerBatch.fold(Collections.nCopies(count, new byte[96])).orElseThrow();
    Position position = new Position("t", 0, 0, 0);
    return new Input.Requested(
        DOMAIN,
        BATCH,
        new Request("r", "route", "STANDARD", "ledger-groth16", DOMAIN, inputs, position, true));
  }

  private static Input proven(int index, long verifiedAt) {
    Child child =
        new Child(
            AGGREGATOR,
            1,
            "ledger-groth16",
            DOMAIN,
            new byte[96],
            null,
            DOMAIN,
            256,
            "0x" + "0".repeat(40),
            1,
            false,
            verifiedAt,
            new Position("t", 0, 0, 0));
    Shard shard = Shard.published(index, task(index), task(index), 1, 100);
    return new Input.ShardProven(DOMAIN, BATCH, shard, child);
  }

  @Test
  void shouldDispatchANodeAsSoonAsItsChildrenAreThere() {
    for (int shard = 0; shard < 4; shard++) {
      decide(published(shard, 4));
    }
    decide(proven(2, 500));
    assertThat(jobs).isEmpty();

    decide(proven(0, 600));

    assertThat(jobs)
        .singleElement()
        .satisfies(job -> {
          assertThat(job.node().leaves()).containsExactly(0, 2);
          assertThat(job.node().root()).isFalse();
          assertThat(job.lease().fee()).isEqualTo(20);
        });
  }

  /** Policy has nodes of two children and leases of a second. */
  @Test
  void shouldGiveWholeBatchesToASchemeThatNeedsThemAndAsLongAsTheyTake() {
    rules = rules(new Chain());
    decide(requested(4));
    for (int shard = 0; shard < 4; shard++) {
      decide(published(shard, 4));
      assertThat(jobs).isEmpty();
      decide(proven(shard, 500));
    }
    assertThat(jobs)
        .singleElement()
        .satisfies(job -> {
          assertThat(job.node().leaves()).containsExactly(0, 1, 2, 3);
          assertThat(job.lease().leaseUntil() - now).isEqualTo(2 * 4 * 400);
        });
  }

  /** What counts is the aggregate's size, not that of the proofs it stands for. */
  @Test
  void shouldEndABatchWhoseAggregateNoTopicTakes() {
    rules =
        rules(
            new DigestScheme() {
              @Override
              public long mostBytes(int children, long proofBytes) {
                return 4_000 * proofBytes;
              }
            });
    decide(requested(1));
    decide(published(0, 1));
    decide(proven(0, 500));
    assertThat(jobs).isEmpty();
    assertThat(state).isInstanceOf(BatchCase.Failed.class);
  }

  @Test
  void shouldTakeProofsThatArriveBeforeTheirTasks() {
    for (int shard = 0; shard < 4; shard++) {
      decide(proven(shard, 500));
    }
    assertThat(jobs).isEmpty();

    for (int shard = 0; shard < 4; shard++) {
      decide(published(shard, 4));
    }

    assertThat(jobs)
        .extracting(job -> job.node().leaves())
        .containsExactly(List.of(0, 1), List.of(2, 3));
  }

  @Test
  void shouldNotDispatchTheRootBeforeTheRequestIsKnown() {
    decide(published(0, 2));
    decide(published(1, 2));
    decide(proven(0, 500));
    decide(proven(1, 500));

    assertThat(jobs).isEmpty();
  }

  @Test
  void shouldFailABatchWhoseTaskIsGivenUpUnlessItsProofIsThere() {
    decide(published(0, 2));
    decide(published(1, 2));
    decide(proven(0, 500));

    decide(new Input.ShardFailed(BATCH, task(0), "closed"));
    assertThat(state).isInstanceOf(BatchCase.Open.class);
    decide(new Input.ShardFailed(BATCH, task(1), "no prover"));

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
  }

  private void leaseTheRootOf(int shards) {
    for (int shard = 0; shard < shards; shard++) {
      decide(published(shard, 4));
      decide(proven(shard, 500));
    }
  }

  @Test
  void shouldEndALeaseWhenItsTimeHasPassed() {
    leaseTheRootOf(4);
    long until = jobs.getFirst().lease().leaseUntil();

    passed(until - 1);
    assertThat(effects).noneMatch(Effect.EndLease.class::isInstance);
    passed(until);
    assertThat(effects).anyMatch(Effect.EndLease.class::isInstance);
  }

  @Test
  void shouldLeaveALeaseTheTimeInWhichTheLogWasClosed() {
    leaseTheRootOf(4);
    long until = jobs.getFirst().lease().leaseUntil();
    closures = closures.with(new LogClosures.Interval(1_500, 9_500));

    passed(9_500);
    assertThat(effects)
        .noneMatch(Effect.EndLease.class::isInstance)
        .contains(new Effect.WakeAt(until + 8_000));
    passed(until + 8_000);
    assertThat(effects).anyMatch(Effect.EndLease.class::isInstance);
  }

  private void passed(long time) {
    now = time;
    decide(new Input.TimePassed(BATCH));
  }
}
