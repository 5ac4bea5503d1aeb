package io.proofworks.aggregation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.DigestScheme;
import io.proofworks.policy.PolicyBounds;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.ledgercircuit.LedgerBatch;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AggregationEngineTest {

  private static final String DOMAIN = "0x" + "d0".repeat(32);
  private static final String DIGEST = "0x" + "d1".repeat(32);
  private static final String BATCH = "0x" + "ba".repeat(32);
  private static final String AGGREGATOR = "0x" + "01".repeat(20);
  private static final AggregationPolicy POLICY = policy(MarketRules.NEWEST);

  private static AggregationPolicy policy(int version) {
    return new AggregationPolicy(
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
        Optional.empty(),
        version);
  }

  /** Of a market that always had the same policy. */
  private record OneRuleBook(Rules rules) implements Market.RuleBook {
    @Override
    public Rules version(String domain, int version) {
      return rules;
    }

    @Override
    public Optional<AggregationPolicy> newest(String domain) {
      return Optional.of(rules.policy());
    }
  }

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
          new Aggregator(
              AGGREGATOR,
              new byte[32],
              Long.MAX_VALUE,
              true,
              0,
              0,
              0,
              Aggregator.Pulse.of(1, 1, 9, false)));

  private final List<Effect> effects = new ArrayList<>();
  private LogClosures closures = LogClosures.NONE;
  private long now = 1_000;
  private boolean readBack = true;
  private boolean registered;
  private Rules rules = rules(new DigestScheme());

  private static Rules rules(AggregationScheme scheme) {
    return rules(scheme, POLICY);
  }

  private static Rules rules(AggregationScheme scheme, AggregationPolicy policy) {
    return new Rules(
        policy, scheme, VerifierRegistry.standard(), new Digests(Hash32.parse(DOMAIN)));
  }

  private void decide(Input input) {
    Market.Registry registry =
        id ->
            registered ? directory.member(id).map(Directory.Member::aggregator) : Optional.empty();
    Market market = new Market(registry, new OneRuleBook(rules), closures);
    Decision decision = AggregationEngine.decide(state, input, now, market);
    state = decision.next();
    effects.addAll(decision.effects());
    decision.effects().forEach(this::follow);
  }

  /** As the desk and the reading back of jobs do it. */
  private void follow(Effect effect) {
    if (effect instanceof Effect.Ask(Want want)) {
      switch (new Desk(directory, Map.of(), now).answer(want)) {
        case Desk.Answer.Yours(String aggregatorId) -> {
          directory = directory.issuedTo(aggregatorId);
          decide(new Input.Granted(BATCH, want.nodeId(), want.epoch(), aggregatorId));
        }
        case Desk.Answer.AllBusy ignored -> delay(want, NodeState.Delay.ALL_BUSY);
        case Desk.Answer.NobodyThere ignored -> delay(want, NodeState.Delay.NOBODY_THERE);
      }
    } else if (effect instanceof Effect.Issue job) {
      jobs.add(job);
      if (readBack) {
        decide(new Input.LeaseOpened(BATCH, job.node().id(), job.node().epoch()));
      }
    }
  }

  private @Nullable String preferredOf(String... grantees) {
    decide(requested(grantees.length));
    for (int shard = 0; shard < grantees.length; shard++) {
      decide(published(shard, grantees.length));
    }
    for (int shard = 0; shard < grantees.length; shard++) {
      decide(proven(shard, grantees[shard], 500));
    }
    return effects.stream()
        .filter(Effect.Ask.class::isInstance)
        .map(effect -> ((Effect.Ask) effect).want())
        .toList()
        .getLast()
        .preferred();
  }

  private void delay(Want want, NodeState.Delay delay) {
    decide(new Input.Delayed(BATCH, want.nodeId(), want.epoch(), delay));
  }

  private static String task(int index) {
    return "0x" + ("%02d".formatted(index)).repeat(32);
  }

  private static Input published(int index, int count) {
    BatchFacts.Terms terms =
        new BatchFacts.Terms("r", "route", "STANDARD", "ledger-groth16", count, 1, DIGEST, 100);
    return new Input.ShardPublished(DOMAIN, BATCH, terms, index, task(index), task(index), 1);
  }

  /** What the shards below prove: each begins and ends in the same state. */
  private static Input requested(int count) {
    byte[] inputs = LedgerBatch.fold(Collections.nCopies(count, new byte[96])).orElseThrow();
    Position position = new Position("t", 0, 0, 0);
    return new Input.Requested(
        DOMAIN,
        BATCH,
        new Request(
            DIGEST,
            "r",
            1,
            "route",
            "STANDARD",
            "ledger-groth16",
            DOMAIN,
            inputs,
            position,
            false,
            true));
  }

  private static Input proven(int index, long verifiedAt) {
    return proven(index, "0x" + "0".repeat(40), verifiedAt);
  }

  private static Input proven(int index, String grantee, long verifiedAt) {
    return proven(index, grantee, verifiedAt, 256);
  }

  private static Input proven(int index, String grantee, long verifiedAt, int proofBytes) {
    Child child =
        new Child(
            AGGREGATOR,
            1,
            "ledger-groth16",
            DOMAIN,
            new byte[96],
            null,
            DOMAIN,
            proofBytes,
            grantee,
            1,
            false,
            verifiedAt,
            new Position("t", 0, 0, 0),
            null);
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
    rules = rules(ofSize(proofBytes -> 4_000 * proofBytes));
    decide(requested(1));
    decide(published(0, 1));
    decide(proven(0, 500));
    assertThat(jobs).isEmpty();
    assertThat(state).isInstanceOf(BatchCase.Failed.class);
  }

  private static AggregationScheme ofSize(LongUnaryOperator mostBytes) {
    return new DigestScheme() {
      @Override
      public long mostBytes(int children, long proofBytes) {
        return mostBytes.applyAsLong(proofBytes);
      }
    };
  }

  /** Whoever held such a lease would lose it: no topic takes what it has made. */
  @ParameterizedTest
  @CsvSource({"499932, false", "499933, true"})
  void shouldLeaseNoInnerNodeWhoseAggregateNoTopicTakes(int proofBytes, boolean ends) {
    rules = rules(ofSize(LongUnaryOperator.identity()));
    decide(requested(4));
    for (int shard = 0; shard < 4; shard++) {
      decide(published(shard, 4));
    }

    decide(proven(0, AGGREGATOR, 500, proofBytes));
    decide(proven(1, AGGREGATOR, 500, proofBytes));

    assertThat(jobs).hasSize(ends ? 0 : 1);
    assertThat(state instanceof BatchCase.Failed).isEqualTo(ends);
  }

  /** The receipt of one shard has its public inputs, the batch's, and what was lost over it. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "3, 0", "3, 1"})
  void shouldCountAllThatAReceiptSays(int slashes, int tooMuch) {
    int inputs = LedgerBatch.fold(List.of(new byte[96])).orElseThrow().length;
    long root = 1_000_000 - 900 - 96 - inputs - 256L * slashes + tooMuch;
    rules = rules(ofSize(proofBytes -> root));
    decide(requested(1));
    decide(published(0, 1));
    for (int i = 0; i < slashes; i++) {
      decide(new Input.Slashed(BATCH, new Slash(AGGREGATOR, "NO_REVEAL", 1, task(0))));
    }

    decide(proven(0, 500));

    assertThat(jobs).hasSize(1 - tooMuch);
  }

  /** However short its children are, and however long one is that was adopted. */
  @ParameterizedTest
  @CsvSource({
    "256, 16216, NON_CANONICAL",
    "256, 16217, OVERSIZED",
    "5000, 18024, NON_CANONICAL",
    "5000, 18025, OVERSIZED"
  })
  void shouldTakeAnAggregateAsLongAsItsSchemeMakesIt(int proofBytes, int bytes, Reason reason) {
    rules =
        rules(
            new DigestScheme() {
              @Override
              public long mostBytes(int children, long proofBytes) {
                return 7_000 + proofBytes;
              }

              @Override
              public ProofVerdict verify(byte[] made, List<Statement> statements, byte[] binding) {
                return new ProofVerdict.NonCanonical("judged");
              }
            });
    registered = true;
    decide(published(0, 4));
    decide(published(1, 4));
    decide(published(2, 4));
    decide(published(3, 4));
    decide(proven(0, AGGREGATOR, 500, proofBytes));
    decide(proven(1, AGGREGATOR, 500, proofBytes));

    decide(submitted(jobs.getFirst(), new byte[bytes]));

    assertThat(answers()).containsExactly(reason);
  }

  private List<Reason> answers() {
    return effects.stream()
        .filter(Effect.Answer.class::isInstance)
        .map(answer -> ((Effect.Answer) answer).reason())
        .toList();
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

  /** Else nobody would ever give back what is held for it. */
  @Test
  void shouldFailABatchWhoseRequestIsMissingAnHourAfterItsLastProof() {
    long until = 700 + AggregationEngine.REQUEST_AWAITED_MS;
    proveTwoShardsOfNoRequest();
    assertThat(effects).contains(new Effect.WakeAt(until));

    passed(until - 1);
    assertThat(state).isInstanceOf(BatchCase.Open.class);
    passed(until);

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
    assertThat(effects)
        .filteredOn(Effect.Close.class::isInstance)
        .singleElement()
        .satisfies(close ->
            assertThat(((Effect.Close) close).cause()).startsWith("no request of it was known"));
  }

  private void proveTwoShardsOfNoRequest() {
    decide(published(0, 2));
    decide(published(1, 2));
    decide(proven(0, 700));
    assertThat(effects).isEmpty();
    decide(proven(1, 500));
  }

  @Test
  void shouldSettleABatchWhoseRequestComesWithinTheHour() {
    proveTwoShardsOfNoRequest();

    decide(requested(2));

    assertThat(jobs).hasSize(1);
    effects.clear();
    passed(700 + AggregationEngine.REQUEST_AWAITED_MS);
    assertThat(state).isInstanceOf(BatchCase.Open.class);
  }

  /** Nobody could write it again meanwhile. */
  @Test
  void shouldAwaitARequestLongerByAsLongAsTheLogWasClosed() {
    long until = 700 + AggregationEngine.REQUEST_AWAITED_MS;
    proveTwoShardsOfNoRequest();
    closures = closures.with(new LogClosures.Interval(1_500, 9_500));
    effects.clear();

    passed(until);
    assertThat(state).isInstanceOf(BatchCase.Open.class);
    assertThat(effects).containsOnly(new Effect.WakeAt(until + 8_000));
    passed(until + 8_000);

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
  }

  @Test
  void shouldLetABatchWithoutARequestWaitByTheFirstRules() {
    rules = rules(new DigestScheme(), policy(MarketRules.FIRST));
    proveTwoShardsOfNoRequest();

    passed(700 + AggregationEngine.REQUEST_AWAITED_MS);

    assertThat(state).isInstanceOf(BatchCase.Open.class);
    assertThat(effects).isEmpty();
  }

  /** Its batch is over and forgotten, or its task is still to be read: nothing says which. */
  @Test
  void shouldForgetWhatWasGivenUpOfABatchThatNobodyPublishes() {
    decide(givenUp(0));
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    assertThat(effects).containsExactly(new Effect.WakeAt(now + AggregationEngine.REMEMBERED_MS));

    passed(now + AggregationEngine.REMEMBERED_MS);

    assertThat(state).isNull();
  }

  /** Settlement was away for longer than its batch is remembered. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldForgetAProofOfABatchThatNobodyPublishes(int version, boolean forgotten) {
    rules = rules(new DigestScheme(), policy(version));
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    decide(proven(0, 500));
    assertThat(effects)
        .hasSize(forgotten ? 1 : 0)
        .allMatch(new Effect.WakeAt(now + AggregationEngine.REMEMBERED_MS)::equals);

    passed(now + AggregationEngine.REMEMBERED_MS);

    assertThat(state == null).isEqualTo(forgotten);
  }

  /** By rules of before it was never to be woken; what is heard of it by those of now does that. */
  @Test
  void shouldForgetAProofOfBeforeOnceMoreIsHeardOfItsBatch() {
    rules = rules(new DigestScheme(), policy(1));
    decide(proven(0, 500));
    rules = rules(new DigestScheme());

    decide(proven(0, 500));
    passed(now + AggregationEngine.REMEMBERED_MS);

    assertThat(state).isNull();
  }

  @Test
  void shouldForgetNoBatchThatWasPublishedAfterAProofOfIt() {
    decide(proven(0, 500));
    decide(published(0, 2));

    passed(now + AggregationEngine.REMEMBERED_MS);

    assertThat(state).isInstanceOf(BatchCase.Open.class);
  }

  @Test
  void shouldForgetNoBatchThatWasPublishedAfterATaskOfItWasGivenUp() {
    decide(givenUp(1));
    decide(published(0, 2));

    passed(now + AggregationEngine.REMEMBERED_MS);

    assertThat(state).isInstanceOf(BatchCase.Open.class);
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

  /** By settlement's word, which may be read before the task itself. */
  @Test
  void shouldFailABatchWhoseTaskEndedWithoutAProofWhicheverIsHeardOfFirst() {
    decide(givenUp(1));
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    decide(new Input.RequestDropped(BATCH));
    decide(published(0, 2));
    assertThat(state).isInstanceOf(BatchCase.Open.class);

    decide(published(1, 2));

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
    assertThat(effects)
        .filteredOn(Effect.Close.class::isInstance)
        .singleElement()
        .satisfies(close ->
            assertThat(((Effect.Close) close).cause()).isEqualTo("task " + task(1) + ": EXPIRED"));
  }

  @Test
  void shouldFailABatchOnceATaskOfItEndedWithoutAProof() {
    decide(published(0, 2));
    decide(published(1, 2));
    decide(proven(0, 500));

    decide(givenUp(1));

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
  }

  private static Input givenUp(int shard) {
    return new Input.ShardGivenUp(DOMAIN, BATCH, new GivenUp(task(shard), "EXPIRED"));
  }

  /** Of four shards the first two are there. */
  private void leaseOneNode() {
    for (int shard = 0; shard < 4; shard++) {
      decide(published(shard, 4));
    }
    decide(proven(0, 500));
    decide(proven(1, 500));
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

  @Test
  void shouldPreferWhomTheOwnersNameAlike() {
    assertThat(preferredOf("a", "0x" + "0".repeat(40))).isEqualTo("a");
    assertThat(jobs).isNotEmpty();
  }

  /** No grant can end a batch: not even two that contradict each other. */
  @Test
  void shouldPreferNobodyWhenTheOwnersNameDifferent() {
    assertThat(preferredOf("a", "b")).isNull();
    assertThat(jobs).isNotEmpty();
  }

  @Test
  void shouldWaitWithoutEndWhileAggregatorsAreBusy() {
    directory = Directory.EMPTY.with(aggregator("busy", 0));
    leaseOneNode();
    decide(new Input.Delayed(BATCH, 0, 1, NodeState.Delay.ALL_BUSY));

    passed(now + 1_000 * POLICY.patienceMs());

    assertThat(state).isInstanceOf(BatchCase.Open.class);
  }

  @Test
  void shouldGiveUpABatchForWhichNobodyIsThere() {
    directory = Directory.EMPTY;
    leaseOneNode();
    long patience = POLICY.patienceMs();

    passed(now + patience - 1);
    assertThat(state).isInstanceOf(BatchCase.Open.class);
    passed(now + 1);

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
    assertThat(effects).contains(new Effect.Return(BATCH, 0, 1));
  }

  /** Those who used up the epochs cannot end the batch while somebody is there who did not. */
  @Test
  void shouldTryAFreshAggregatorWhenOthersUsedUpTheEpochs() {
    leaseOneNode();
    for (int epoch = 1; epoch < POLICY.maxEpochs(); epoch++) {
      passed(jobs.getLast().lease().leaseUntil());
    }
    directory = directory.with(aggregator("fresh", 1));
    passed(jobs.getLast().lease().leaseUntil());

    assertThat(jobs.getLast().lease().aggregatorId()).isEqualTo("fresh");
    passed(jobs.getLast().lease().leaseUntil());
    passed(now + POLICY.patienceMs() - 1);
    assertThat(state).as("another one may still come").isInstanceOf(BatchCase.Open.class);
    passed(now + 1);

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
    assertThat(jobs).hasSize(POLICY.maxEpochs() + 1);
  }

  @Test
  void shouldGiveBackASlotThatCameTooLate() {
    leaseOneNode();
    effects.clear();

    decide(new Input.Granted(BATCH, 0, 1, "other"));
    decide(new Input.Granted("0x" + "00".repeat(32), 0, 7, "other"));

    assertThat(effects)
        .containsExactly(
            new Effect.Return(BATCH, 0, 1), new Effect.Return("0x" + "00".repeat(32), 0, 7));
  }

  /** What a holder sends may name a version that is stopped: that is not the batch's end. */
  @Test
  void shouldAskTheNextWhenOneAggregateCannotBeJudged() {
    rules = rules(answering(new ProofVerdict.Stopped("v1")));
    directory = directory.with(aggregator("0x" + "02".repeat(20), 1));
    registered = true;
    leaseOneNode();

    decide(submitted(jobs.getFirst()));

    assertThat(effects)
        .anySatisfy(effect ->
            assertThat(effect)
                .isInstanceOfSatisfying(
                    Effect.Answer.class,
                    answer -> {
                      assertThat(answer.reason()).isEqualTo(Reason.VERIFIER_STOPPED);
                      assertThat(answer.slashed()).isZero();
                    }));
    assertThat(jobs).hasSize(2);
    assertThat(jobs.getLast().lease().aggregatorId()).isNotEqualTo(AGGREGATOR);
  }

  /** Its holder chose a form that the market does not know, again and again. */
  @Test
  void shouldShunWhoAnswersInAFormThatIsNotKnown() {
    rules = rules(answering(new ProofVerdict.Unsupported("of a newer release")));
    String other = "0x" + "02".repeat(20);
    directory = directory.with(aggregator(other, 1));
    registered = true;
    leaseOneNode();

    decide(submitted(jobs.getFirst()));
    assertThat(jobs.getLast().lease().aggregatorId()).isEqualTo(other);
    rules = rules(answering(new ProofVerdict.Stopped("v1")));
    decide(submitted(jobs.getLast()));

    assertThat(effects)
        .filteredOn(Effect.Ask.class::isInstance)
        .last()
        .satisfies(ask ->
            assertThat(((Effect.Ask) ask).want().shunned())
                .as("not whom the operator has stopped")
                .containsExactly(AGGREGATOR));
    assertThat(effects)
        .filteredOn(Effect.Answer.class::isInstance)
        .allSatisfy(answer -> assertThat(((Effect.Answer) answer).slashed()).isZero());
  }

  private static AggregationScheme answering(ProofVerdict verdict) {
    return new DigestScheme() {
      @Override
      public ProofVerdict verify(byte[] made, List<Statement> statements, byte[] binding) {
        return verdict;
      }
    };
  }

  @Test
  void shouldTakeNothingOfABondForWhatCouldNotBeJudged() {
    var all = new AggregationPolicy.Penalties(10_000, 10_000, 10_000, 10_000);
    AggregationPolicy strict =
        new AggregationPolicy(
            DOMAIN,
            1,
            "DIGEST",
            2,
            1,
            1,
            100,
            1,
            all,
            1,
            1,
            Map.of(),
            Map.of(),
            Optional.empty(),
            MarketRules.NEWEST);

    assertThat(strict.penalty(Fault.UNJUDGED, 100)).isZero();
    assertThat(strict.penalty(Fault.UNKNOWN_FORM, 100)).isZero();
    assertThat(strict.penalty(Fault.DELAY, 100)).isEqualTo(100);
  }

  private Input submitted(Effect.Issue job) {
    return submitted(job, new byte[32]);
  }

  private Input submitted(Effect.Issue job, byte[] aggregate) {
    Address holder = Address.parse(job.lease().aggregatorId());
    Author author =
        Author.bySessionKey(holder, new byte[32], Hash32.ZERO, new byte[64], (k, d, s) -> true)
            .orElseThrow();
    return new Input.Submitted(
        DOMAIN,
        BATCH,
        rules.jobId(BATCH, job.node().id()).hex(),
        job.node().id(),
        job.node().epoch(),
        holder.hex(),
        job.node().leaves().stream().map(AggregationEngineTest::task).toList(),
        aggregate,
        DIGEST,
        key -> Optional.of(author),
        new Position("t", 0, 0, now),
        0);
  }

  /** The bounds themselves are those of every policy, so whatever passes them is between these. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGoOnUnderAPolicyAtItsBounds(boolean most) {
    int share = most ? 10_000 : 0;
    var penalties = new AggregationPolicy.Penalties(share, share, share, share);
    AggregationPolicy policy =
        new AggregationPolicy(
            DOMAIN,
            1,
            "DIGEST",
            bound("aggregationFanIn", most).intValue(),
            bound("aggregationLeaseMs", most),
            bound("aggregationMaxEpochs", most).intValue(),
            bound("aggregatorBond", most),
            bound("aggregatorFee", most),
            penalties,
            bound("heartbeatTimeoutMs", most),
            bound("maxProofBytes", most).intValue(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            MarketRules.NEWEST);
    rules =
        new Rules(
            policy,
            new DigestScheme(),
            VerifierRegistry.standard(),
            new Digests(Hash32.parse(DOMAIN)));
    directory = Directory.EMPTY.with(rich());
    decide(requested(4));

    leaseTheRootOf(4);
    passed(jobs.getFirst().lease().leaseUntil());

    assertThat(effects).anyMatch(Effect.EndLease.class::isInstance);
  }

  private static Long bound(String field, boolean most) {
    return PolicyBounds.OF_ALL.stream()
        .filter(bound -> bound.field().equals(field))
        .map(bound -> most ? bound.most() : bound.least())
        .findFirst()
        .orElseThrow();
  }

  private static Aggregator rich() {
    return new Aggregator(
        AGGREGATOR,
        new byte[32],
        Long.MAX_VALUE,
        true,
        Long.MAX_VALUE,
        0,
        0,
        Aggregator.Pulse.of(1_000, 1, 9, false));
  }

  private static Aggregator aggregator(String id, int slots) {
    return new Aggregator(
        id, new byte[32], Long.MAX_VALUE, true, 0, 0, 0, Aggregator.Pulse.of(1, 1, slots, false));
  }

  private static Request request(String digest, int offset) {
    return new Request(
        digest,
        "r",
        1,
        "route",
        "STANDARD",
        "ledger-groth16",
        DOMAIN,
        new byte[32],
        new Position("t", 0, offset, offset),
        false,
        true);
  }

  @Test
  void shouldKeepAFewOfManyRequestsAndOfThoseTheOneThatTheTasksName() {
    decide(new Input.Requested(DOMAIN, BATCH, request("first", 0)));
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    for (int i = 2; i < 100; i++) {
      decide(new Input.Requested(DOMAIN, BATCH, request("x" + i, i)));
      decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, i)));
    }
    assertThat(facts().requests()).hasSize(BatchFacts.MOST_REQUESTS);
    assertThat(facts().request()).isNull();

    decide(published(0, 4));
    decide(new Input.Requested(DOMAIN, BATCH, request("after", 100)));

    assertThat(facts().requests())
        .singleElement()
        .satisfies(kept -> {
          assertThat(kept.digest()).isEqualTo(DIGEST);
          assertThat(kept.position().offset()).isEqualTo(1);
        });
  }

  /**
   * Refused ones, at other prices, that anybody may write again; what is asked to prove is alike.
   */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void shouldProveWhatABatchAsksForByAnyOfItsRequests(int version, boolean settles) {
    rules = rules(new DigestScheme(), policy(version));
    for (int i = 0; i < BatchFacts.MOST_REQUESTS; i++) {
      Request other = ((Input.Requested) requested(1)).request();
      decide(new Input.Requested(DOMAIN, BATCH, worded(other, "x" + i, "other")));
    }
    decide(requested(1));

    decide(published(0, 1));
    decide(proven(0, 500));

    assertThat(jobs).hasSize(settles ? 1 : 0);
    assertThat(Optional.ofNullable(facts().request()).map(Request::routeId))
        .isEqualTo(settles ? Optional.of("route") : Optional.empty());
  }

  private static Request worded(Request asked, String digest, String routeId) {
    return new Request(
        digest,
        asked.requesterId(),
        asked.requesterNonce(),
        routeId,
        asked.taskClass(),
        asked.proofSystem(),
        asked.programHash(),
        asked.publicInputs(),
        asked.position(),
        false,
        true);
  }

  @Test
  void shouldForgetABatchThatWasOnlyAskedForAndNoOther() {
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    decide(new Input.RequestDropped(BATCH));
    assertThat(state).isNull();

    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    decide(published(0, 4));
    decide(new Input.RequestDropped(BATCH));

    assertThat(facts().request()).isNotNull();
  }

  /** To ask costs nothing: what nobody pays for is kept for a while, and without its request. */
  @Test
  void shouldForgetABatchWhoseOnlyTaskIsNotPaidFor() {
    decide(requested(1));
    decide(published(0, 1));

    decide(new Input.ShardFailed(BATCH, task(0), "FAILED: no escrow"));

    assertThat(state).isInstanceOf(BatchCase.Failed.class);
    assertThat(facts().requests()).isEmpty();
    assertThat(effects)
        .filteredOn(Effect.Close.class::isInstance)
        .singleElement()
        .satisfies(close ->
            assertThat(((Effect.Close) close).facts().request()).as("of the receipt").isNotNull());
    passed(now + AggregationEngine.REMEMBERED_MS - 1);
    assertThat(state).isNotNull();
    passed(now + 1);
    assertThat(state).isNull();
  }

  /** Somebody wrote the request of a batch that ended long ago again. */
  @Test
  void shouldEndNoBatchOfWhichThereIsOnlyARequest() {
    decide(new Input.Requested(DOMAIN, BATCH, request(DIGEST, 1)));
    decide(new Input.ShardFailed(BATCH, task(0), "closed"));
    decide(new Input.ShardSuperseded(BATCH, task(0), "moved"));

    assertThat(state).isInstanceOf(BatchCase.Collecting.class);
    assertThat(effects).isEmpty();
  }

  private BatchFacts facts() {
    return Objects.requireNonNull(state).facts();
  }

  /** Its transaction was slow, or this application was away: nobody could read the job. */
  @Test
  void shouldNotRunALeaseBeforeItsJobCouldBeRead() {
    readBack = false;
    leaseTheRootOf(4);
    Effect.Issue job = jobs.getFirst();
    long length = job.lease().leaseUntil() - job.lease().grantedAt();

    passed(now + 600_000);
    assertThat(effects).noneMatch(Effect.EndLease.class::isInstance);

    long readable = now;
    decide(new Input.LeaseOpened(BATCH, job.node().id(), job.node().epoch()));
    assertThat(effects).contains(new Effect.WakeAt(readable + length));
    passed(readable + length - 1);
    assertThat(effects).noneMatch(Effect.EndLease.class::isInstance);
    passed(readable + length);
    assertThat(effects).anyMatch(Effect.EndLease.class::isInstance);
  }

  @Test
  void shouldOpenALeaseOnce() {
    leaseTheRootOf(4);
    Effect.Issue job = jobs.getFirst();

    now += 600;
    decide(new Input.LeaseOpened(BATCH, job.node().id(), job.node().epoch()));
    passed(job.lease().leaseUntil());

    assertThat(effects).anyMatch(Effect.EndLease.class::isInstance);
  }

  /** Terms, place and statement of a task are those that it was published with. */
  @Test
  void shouldKeepTheFirstOfATask() {
    decide(published(0, 4));
    BatchFacts before = facts();
    BatchFacts.Terms others =
        new BatchFacts.Terms("s", "other", "URGENT_SETTLEMENT", "risc0-groth16", 1, 9, "x", 200);

    decide(new Input.ShardPublished(DOMAIN, BATCH, others, 3, task(0), task(9), 9));

    assertThat(facts()).isEqualTo(before);
  }

  /** What was dispatched stands on it. */
  @Test
  void shouldKeepTheFirstProofOfAShard() {
    decide(published(0, 4));
    decide(proven(0, 500));

    decide(proven(0, AGGREGATOR, 600));

    assertThat(facts().shardAt(0).proof().verifiedAt()).isEqualTo(500);
    assertThat(facts().shardAt(0).proof().prefers()).isFalse();
  }

  @Test
  void shouldListWhatWasLostAsOftenAsItWasSaid() {
    decide(published(0, 4));
    Slash slash = new Slash(AGGREGATOR, Reason.NO_REVEAL.name(), 5, task(0));

    decide(new Input.Slashed(BATCH, slash));
    decide(new Input.Slashed(BATCH, slash));

    assertThat(facts().slashes()).containsExactly(slash, slash);
  }

  /** A job that is read back late, when the node has gone to another. */
  @Test
  void shouldNotRunALeaseByTheJobOfAnEpochThatIsOver() {
    leaseTheRootOf(4);
    Effect.Issue first = jobs.getFirst();
    readBack = false;
    passed(first.lease().leaseUntil());
    assertThat(jobs.getLast().node().epoch()).isEqualTo(2);
    effects.clear();

    decide(new Input.LeaseOpened(BATCH, first.node().id(), first.node().epoch()));
    passed(now + 600_000);

    assertThat(effects)
        .as("but that it has no request")
        .containsOnly(new Effect.WakeAt(500 + AggregationEngine.REQUEST_AWAITED_MS));
  }

  private void passed(long time) {
    now = time;
    decide(new Input.TimePassed(BATCH));
  }
}
