package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.batch.BatchScheme;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.keyed.PublishedPrograms;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One lie at a time. The batches are SP1's: a whole proof each. */
class RequestChecksTest {

  private static final String SP1 = "sp1-groth16";
  private static final String PLONK = "sp1-plonk";
  private static final Hash32 DIGEST = Hash32.parse("0x" + "0d".repeat(32));
  private static final Hash32 DOMAIN = Hash32.parse(Samples.DOMAIN);
  private static final Hash32 PROGRAM = Hash32.parse("0x" + "01".repeat(32));
  private static final Address REQUESTER = Address.parse("0x" + "11".repeat(20));
  private static final long NOW = 1_000;
  private static final long MAX_TASK = 8 * 1024 + 64;
  private static final long MEBIBYTE = 1 << 20;
  private static final BatchLimits LIMITS =
      new BatchLimits(MAX_TASK, MEBIBYTE, MEBIBYTE, MEBIBYTE, MEBIBYTE, MEBIBYTE);

  private RequestChecks checks =
      new RequestChecks(
          VerifierRegistry.standard(),
          AggregationSchemes.standard(),
          Map.of(
              SP1,
              new WholeTraceSplitter(),
              PLONK,
              new WholeTraceSplitter(),
              KeyedProofSystem.GROTH16,
              new WholeTraceSplitter()),
          LIMITS);
  private final MarketPolicy policy = Samples.policy(1, List.of(Program.of(PROGRAM.bytes(), SP1)));
  private Hash32 program = PROGRAM;
  private String system = SP1;
  private byte[] trace = {1, 2, 3};
  private Hash32 commitment = Keccak.hash(trace);
  private Binding binding = Binding.COMMIT_REVEAL;
  private long deadline = 60_000;
  private long maxReward = 1_000_000;
  private boolean refused;
  private Means means = means(Long.MAX_VALUE);

  private Outcome judge(MarketPolicy inForce, BatchState known) {
    byte[] inputs = {9};
    Hash32 batchId = new Digests(DOMAIN).batchId(program, commitment, inputs, REQUESTER, 1);
    Request request =
        new Request(
            DOMAIN,
            batchId,
            REQUESTER,
            1,
            system,
            program,
            commitment,
            inputs,
            trace,
            TaskClass.STANDARD,
            binding,
            deadline,
            maxReward,
            "route");
    return checks.judge(
        request, new RequestChecks.Circumstances(inForce, known, refused, DIGEST, NOW, means));
  }

  /** Of a requester with so much money, and nobody who bears anything for others. */
  private static Means means(long money) {
    return new Means() {
      @Override
      public long known() {
        return money;
      }

      @Override
      public boolean bear(long worth, long effortMs) {
        assertThat(effortMs).isPositive();
        return worth <= money;
      }
    };
  }

  private Outcome judge() {
    return judge(policy, null);
  }

  /** Not even executed again, also where it would be taken by now. */
  @Test
  void shouldRefuseWhatWasRefused() {
    assertThat(judge()).isInstanceOf(Outcome.Accepted.class);
    refused = true;

    assertRefused(judge(), Reason.DUPLICATE);
  }

  private static void assertRefused(Outcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, no -> assertThat(no.reason()).as(no.detail()).isEqualTo(reason));
  }

  @Test
  void shouldTakeAnHonestRequestAsOneShard() {
    assertThat(judge())
        .isInstanceOfSatisfying(
            Outcome.Accepted.class,
            yes -> assertThat(yes.tasks().getFirst().shard().weight()).isEqualTo(40));
  }

  @Test
  void shouldRefuseEverythingWithoutAPolicy() {
    assertRefused(judge(null, null), Reason.WRONG_DOMAIN);
  }

  @Test
  void shouldRefuseARepeatBeforeItLooksAtTheTrace() {
    trace = new byte[] {7};
    assertRefused(judge(policy, accepted(DIGEST)), Reason.DUPLICATE);
  }

  private static BatchState accepted(Hash32 digest) {
    return new BatchState.Open(
        new BatchState.Signed(Samples.DOMAIN, REQUESTER.hex(), digest.hex(), 60_000), List.of());
  }

  @Test
  void shouldRefuseAnotherRequestThatIsSignedUnderTheIdOfAnAcceptedOne() {
    assertRefused(judge(policy, accepted(PROGRAM)), Reason.DIGEST_MISMATCH);
  }

  @Test
  void shouldRefuseAProofSystemItDoesNotKnow() {
    system = "plonky9";
    assertRefused(judge(), Reason.UNKNOWN_TASK);
  }

  @Test
  void shouldTakeAZkvmProgramThatNoPolicyLists() {
    program = Hash32.parse("0x" + "02".repeat(32));
    assertThat(judge()).isInstanceOf(Outcome.Accepted.class);
  }

  /** Nobody could prove it, and whoever tried would lose an epoch. */
  @Test
  void shouldRefuseAProgramThatNoProofCanBeAbout() {
    program = Hash32.parse("0x" + "ff".repeat(32));
    assertRefused(judge(), Reason.UNSUPPORTED);
  }

  /** The key is in the policy, and public inputs are counted and bounded by it. */
  @Test
  void shouldRefusePublicInputsThatTheKeyOfAProgramDoesNotHave() {
    // given
    system = KeyedProofSystem.GROTH16;
    Program listed = PublishedPrograms.all().get("world-id-semaphore");
    assertThat(listed).isNotNull();
    program = Hash32.of(listed.hash());
    MarketPolicy offering = Samples.policy(1, List.of(listed));

    // when, then: one byte is no number of field elements
    assertRefused(judge(offering, null), Reason.UNSUPPORTED);
    program = PROGRAM;
    assertRefused(judge(offering, null), Reason.UNSUPPORTED);
  }

  @Test
  void shouldRefuseAStoppedProofSystem() {
    MarketPolicy stopped = policy(Set.of(SP1), BatchScheme.ID);
    assertRefused(judge(stopped, null), Reason.VERIFIER_STOPPED);
  }

  /** By rules from before markets could end, a policy says nothing of that. */
  @Test
  void shouldRefuseWhatComesToAMarketThatIsClosed() {
    MarketPolicy closed = Samples.closed(policy(Set.of(), BatchScheme.ID));
    assertRefused(judge(closed, null), Reason.MARKET_CLOSED);

    MarketPolicy before = Samples.ruled(closed, MarketRules.MARKETS_MAY_CLOSE - 1);
    assertThat(judge(before, null)).isInstanceOf(Outcome.Accepted.class);
  }

  /** It would be proved and paid, and cost every aggregator its bond. */
  @Test
  void shouldRefuseWhatTheSchemeOfThePolicyCannotAggregate() {
    MarketPolicy packed = policy(Set.of(), SnarkPackScheme.ID);
    assertThat(judge(packed, null)).isInstanceOf(Outcome.Accepted.class);
    system = PLONK;
    assertThat(judge()).isInstanceOf(Outcome.Accepted.class);
    assertRefused(judge(packed, null), Reason.UNKNOWN_TASK);
  }

  @Test
  void shouldStopWhenThePolicyNamesASchemeThatIsNotThere() {
    MarketPolicy other = policy(Set.of(), "PICKLES");
    assertThatThrownBy(() -> judge(other, null))
        .hasMessageContaining("PICKLES")
        .hasMessageContaining("external.command");
  }

  private MarketPolicy policy(Set<String> stopped, String scheme) {
    return new MarketPolicy(
        Samples.DOMAIN,
        2,
        policy.classes(),
        policy.programs(),
        stopped,
        40,
        16_384,
        20_000,
        5_000,
        500,
        3_600_000,
        4_000,
        50,
        scheme,
        4,
        policy.rules(),
        policy.closed());
  }

  @Test
  void shouldRefuseABindingThatTheSystemCannotCarry() {
    binding = Binding.IN_PROOF;
    assertRefused(judge(), Reason.MALFORMED);
  }

  @Test
  void shouldRefuseATraceThatIsNotTheCommittedOne() {
    trace = new byte[] {1, 2, 4};
    assertRefused(judge(), Reason.DIGEST_MISMATCH);
  }

  /** Nobody could prove it, and whoever was asked would be taken for silent. */
  @Test
  void shouldRefuseADeadlineThatLeavesLessThanTheCommitTimeoutOfTheClass() {
    long least = NOW + Samples.TIMEOUT + Samples.WINDOW;
    deadline = least - 1;
    assertRefused(judge(), Reason.COMMIT_CLOSED);
    assertThat(((Outcome.Refused) judge()).detail())
        .contains("the deadline is " + (least - 1) + ", and " + least + " at the least");
    deadline = least;
    assertThat(judge()).isInstanceOf(Outcome.Accepted.class);
    deadline = Long.MIN_VALUE;
    assertRefused(judge(), Reason.COMMIT_CLOSED);
  }

  @Test
  void shouldExecuteNoTraceForWhichNobodyHasTheTime() {
    List<Request> executed = new ArrayList<>();
    checks = executing(executed);
    deadline = NOW + Samples.TIMEOUT + Samples.WINDOW - 1;
    assertRefused(judge(), Reason.COMMIT_CLOSED);
    assertThat(executed).isEmpty();
    deadline++;
    assertRefused(judge(), Reason.DIGEST_MISMATCH);
    assertThat(executed).hasSize(1);
  }

  @Test
  void shouldRefuseUnderTheFirstRulesOnlyADeadlineThatLeavesNoTimeForAReveal() {
    MarketPolicy first = Samples.ruled(policy, MarketRules.FIRST);
    deadline = NOW + Samples.WINDOW;
    assertRefused(judge(first, null), Reason.COMMIT_CLOSED);
    deadline = NOW + Samples.WINDOW + 1;
    assertThat(judge(first, null)).isInstanceOf(Outcome.Accepted.class);
    deadline = Long.MIN_VALUE;
    assertRefused(judge(first, null), Reason.COMMIT_CLOSED);
  }

  @Test
  void shouldRefuseATraceThatFitsNoTaskRecord() {
    trace = new byte[64];
    commitment = Keccak.hash(trace);
    assertRefused(judge(), Reason.OVERSIZED);
  }

  /** What it costs at least can be told from how long the trace is, and is told before. */
  @Test
  void shouldExecuteNoTraceThatTheBudgetCannotPayFor() {
    List<Request> executed = new ArrayList<>();
    checks = executing(executed);
    long least = 40 * 1_000;

    maxReward = least - 1;
    assertRefused(judge(), Reason.INSUFFICIENT_BOND);
    assertThat(executed).isEmpty();
    maxReward = least;
    assertRefused(judge(), Reason.DIGEST_MISMATCH);
    assertThat(executed).hasSize(1);
  }

  /** To sign that one would pay is free. */
  @Test
  void shouldExecuteNoTraceThatNobodyIsKnownToHaveTheMoneyFor() {
    List<Request> executed = new ArrayList<>();
    checks = executing(executed);

    means = means(40 * 1_000 - 1);
    assertRefused(judge(), Reason.INSUFFICIENT_BOND);
    assertThat(executed).isEmpty();
    means = means(40 * 1_000);
    assertRefused(judge(), Reason.DIGEST_MISMATCH);
    assertThat(executed).hasSize(1);
  }

  /** Three milliseconds and as many as the trace takes, as if they were proved. */
  @Test
  void shouldAskForMoreMoneyWhereATraceTakesLongerThanItPaysFor() {
    List<Request> executed = new ArrayList<>();
    checks = executing(executed, 700);

    means = means(703 * 10 * 1_000 - 1);
    assertRefused(judge(), Reason.INSUFFICIENT_BOND);
    assertThat(executed).isEmpty();
    means = means(703 * 10 * 1_000);
    assertRefused(judge(), Reason.DIGEST_MISMATCH);
  }

  @Test
  void shouldExecuteForEverybodyByTheFirstRules() {
    List<Request> executed = new ArrayList<>();
    checks = executing(executed);
    means = means(0);

    assertRefused(judge(Samples.ruled(policy, MarketRules.FIRST), null), Reason.DIGEST_MISMATCH);

    assertThat(executed).hasSize(1);
  }

  private static RequestChecks executing(List<Request> executed) {
    return executing(executed, 1);
  }

  /** Notes what it executes, and finds it wrong. */
  private static RequestChecks executing(List<Request> executed, long executionMs) {
    TraceSplitter executing =
        new TraceSplitter() {
          @Override
          public Split split(Request request, MarketPolicy policy) {
            executed.add(request);
            return new Split.Refused(Reason.DIGEST_MISMATCH, "it was executed");
          }

          @Override
          public long leastWeight(Request request, MarketPolicy policy) {
            return 40;
          }

          @Override
          public long executionMs(Request request) {
            return executionMs;
          }
        };
    return new RequestChecks(
        VerifierRegistry.standard(), AggregationSchemes.standard(), Map.of(SP1, executing), LIMITS);
  }

  @Test
  void shouldRefuseABudgetThatDoesNotCoverTheMostItMayCost() {
    long most = 40 * 1_000 * 2 + 100;
    maxReward = most - 1;
    assertRefused(judge(), Reason.INSUFFICIENT_BOND);
    maxReward = most;
    assertThat(judge()).isInstanceOf(Outcome.Accepted.class);
  }
}
