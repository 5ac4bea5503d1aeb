package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Reveal;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reveals that wait together are verified together, and nobody can tell by the verdicts. */
class RevealsTogetherTest {
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final int TASKS = 5;
  private static final int FORGED = 2;

  /** Counts how verification is asked. */
  private static final class Counting implements ProofChecks {
    private final ProofChecks real = new PolicyProofCheck(VerifierRegistry.standard());
    private final boolean ahead;
    private final List<Integer> batches = new ArrayList<>();
    private int alone;
    private boolean gains = true;

    Counting(boolean ahead) {
      this.ahead = ahead;
    }

    @Override
    public boolean gainsFromCompany(PublishedTask task) {
      return gains;
    }

    @Override
    public ProofCheck under(MarketPolicy policy, MarketPolicy newest) {
      return (task, binding, proof) -> {
        alone++;
        return real.under(policy, newest).check(task, binding, proof);
      };
    }

    @Override
    public List<ProofCheck.Outcome> together(List<Asked> asked) {
      batches.add(asked.size());
      return ahead ? real.together(asked) : ProofChecks.super.together(asked);
    }
  }

  private static Hash32 task(int index) {
    return hash("together " + index);
  }

  private static byte[] proof(int index) {
    byte[] bytes = PROOF.proof().clone();
    if (index == FORGED) {
      System.arraycopy(bytes, 4, bytes, bytes.length - 64, 64);
    }
    return bytes;
  }

  /** Commits to all tasks, then reveals all before time passes; the last has no commit. */
  private static List<VerdictIssued> play(Bench bench) {
    for (int i = 0; i < TASKS; i++) {
      bench.publish(task(i), PROOF);
      if (i < TASKS - 1) {
        bench.put(
            Topics.COMMITMENTS,
            task(i).hex(),
            Market.commitment(task(i), 1, i % 2 == 0 ? ANN : BOB, proof(i)));
      }
    }
    List<VerdictIssued> verdicts = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      Reveal reveal = Market.reveal(task(i), 1, i % 2 == 0 ? ANN : BOB, proof(i));
      verdicts.addAll(bench.append(Topics.REVEALS, task(i).hex(), reveal));
    }
    assertThat(verdicts).isEmpty();
    verdicts.addAll(bench.letTimePass());
    return verdicts;
  }

  @Test
  void shouldVerifyWhatWaitsTogetherAndAnswerInOrder() {
    Counting counting = new Counting(true);

    List<VerdictIssued> verdicts = play(new Bench(counting));

    assertThat(counting.batches).containsExactly(TASKS - 1);
    assertThat(counting.alone).isZero();
    assertThat(verdicts)
        .extracting(VerdictIssued::reason)
        .containsExactly(
            Reason.ACCEPTED,
            Reason.ACCEPTED,
            Reason.INVALID_PROOF,
            Reason.ACCEPTED,
            Reason.UNCOMMITTED);
    assertThat(verdicts).extracting(VerdictIssued::slashed).element(FORGED).isNotEqualTo(0L);
  }

  @Test
  void shouldGiveTheSameVerdictsAsOneByOne() {
    List<VerdictIssued> oneByOne = play(new Bench(new Counting(false)));

    assertThat(play(new Bench(new Counting(true)))).isEqualTo(oneByOne);
  }

  /** Sixty-four verdicts of some seconds each would be a turn of minutes. */
  @Test
  void shouldVerifyInItsTurnWhatIsNotCheaperTogether() {
    Counting counting = new Counting(true);
    counting.gains = false;

    assertThat(play(new Bench(counting))).isEqualTo(play(new Bench(new Counting(true))));
    assertThat(counting.batches).isEmpty();
    assertThat(counting.alone).isEqualTo(TASKS - 1);
  }

  @Test
  void shouldVerifyAloneWhatWaitsAlone() {
    Counting counting = new Counting(true);
    Bench bench = new Bench(counting);
    bench.publish(task(0), PROOF);
    bench.put(Topics.COMMITMENTS, task(0).hex(), Market.commitment(task(0), 1, ANN, proof(0)));
    assertThat(bench.put(Topics.REVEALS, task(0).hex(), Market.reveal(task(0), 1, ANN, proof(0))))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
    assertThat(counting.batches).isEmpty();
    assertThat(counting.alone).isEqualTo(1);
  }

  /** What is sent again while it waits is verified once. */
  @Test
  void shouldVerifyARepeatedRevealOnce() {
    Counting counting = new Counting(true);
    Bench bench = new Bench(counting);
    for (int i = 0; i < 2; i++) {
      bench.publish(task(i), PROOF);
      bench.put(Topics.COMMITMENTS, task(i).hex(), Market.commitment(task(i), 1, ANN, proof(i)));
    }
    for (int i = 0; i < 10; i++) {
      Reveal reveal = Market.reveal(task(i % 2), 1, ANN, proof(i % 2));
      bench.append(Topics.REVEALS, task(i % 2).hex(), reveal);
    }

    List<VerdictIssued> verdicts = bench.letTimePass();

    assertThat(verdicts).hasSize(10);
    assertThat(verdicts.subList(0, 2))
        .extracting(VerdictIssued::reason)
        .containsOnly(Reason.ACCEPTED);
    assertThat(counting.batches).containsExactly(2);
    assertThat(counting.alone).isZero();
  }
}
