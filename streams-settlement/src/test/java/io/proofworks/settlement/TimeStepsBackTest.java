package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A new leader's clock can be behind. What it stamps is judged by the highest time its partition
 * has had: nobody is too early by that, and nobody is in time again.
 */
final class TimeStepsBackTest {

  private static final Hash32 TASK = hash("task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final long COMMIT_BY = 50_000;

  private final Bench bench = new Bench();

  @BeforeEach
  void open() {
    bench.publish(TASK, PROOF);
  }

  @Test
  void shouldTakeARevealThatIsStampedBeforeItsCommit() {
    bench.passTo(2_000);
    bench.putAt(2_100, Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, bytes()));
    bench.passTo(2_200);

    List<VerdictIssued> answers =
        bench.putAt(2_050, Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, bytes()));

    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(Reason.ACCEPTED);
    assertThat(answers.getFirst().decidedAt()).isEqualTo(2_201);
  }

  @Test
  void shouldNotTakeACommitThatIsStampedBeforeADeadlineThatHasPassed() {
    bench.passTo(COMMIT_BY - 500);
    bench.putAt(
        COMMIT_BY - 490, Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, BOB, bytes()));
    bench.passTo(COMMIT_BY + 100);

    List<VerdictIssued> answers =
        bench.putAt(
            COMMIT_BY - 100,
            Topics.COMMITMENTS,
            TASK.hex(),
            Market.commitment(TASK, 1, ANN, bytes()));

    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(Reason.COMMIT_CLOSED);
    assertThat(answers.getFirst().decidedAt()).isEqualTo(COMMIT_BY + 101);
  }

  private static byte[] bytes() {
    return PROOF.proof();
  }
}
