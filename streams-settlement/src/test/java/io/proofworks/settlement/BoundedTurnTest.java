package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Commitment;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A topic that stood still lets all go on at once that others wrote meanwhile. One call takes a
 * part of it, and nobody can tell by the verdicts.
 */
class BoundedTurnTest {

  private static final int MOST = 256;
  private static final int FLOOD = 2 * MOST + 88;
  private static final Hash32 TASK = hash("task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();

  private static Commitment forged(int i) {
    ByteBuffer signature = ByteBuffer.wrap(new byte[] {(byte) i, (byte) (i >> 8)});
    return Commitment.newBuilder(Market.commitment(TASK, 1, ANN, PROOF.proof()))
        .setSignature(signature)
        .build();
  }

  private static Bench flooded() {
    Bench bench = new Bench();
    bench.publish(TASK, PROOF);
    for (int i = 0; i < FLOOD; i++) {
      assertThat(bench.append(Topics.COMMITMENTS, TASK.hex(), forged(i))).isEmpty();
    }
    return bench;
  }

  @Test
  void shouldTakeAPartOfAFloodInOneCall() {
    Bench bench = flooded();

    assertThat(bench.letTimePass()).hasSize(MOST);
    assertThat(bench.catchUp()).hasSize(MOST);
    assertThat(bench.catchUp()).hasSize(FLOOD - 2 * MOST);
    assertThat(bench.catchUp()).isEmpty();
  }

  /** The task has nobody who commits until its time is over. */
  @Test
  void shouldLetNoDeadlinePassBeforeTheyAllHadTheirTurn() {
    Bench bench = flooded();

    List<VerdictIssued> verdicts = new ArrayList<>(bench.passTo(120_000));
    verdicts.addAll(bench.catchUp());
    verdicts.addAll(bench.catchUp());
    assertThat(verdicts)
        .hasSize(FLOOD)
        .extracting(VerdictIssued::kind)
        .containsOnly(VerdictKind.COMMIT);
    assertThat(bench.letTimePass())
        .extracting(VerdictIssued::reason)
        .contains(Reason.COMMIT_CLOSED);
  }

  @Test
  void shouldGiveTheVerdictsThatOneAfterTheOtherGets() {
    Bench bench = flooded();
    List<VerdictIssued> verdicts = new ArrayList<>(bench.letTimePass());
    verdicts.addAll(bench.catchUp());
    verdicts.addAll(bench.letTimePass());

    Bench quiet = new Bench();
    quiet.publish(TASK, PROOF);
    List<VerdictIssued> each = new ArrayList<>();
    for (int i = 0; i < FLOOD; i++) {
      each.addAll(quiet.put(Topics.COMMITMENTS, TASK.hex(), forged(i)));
    }
    assertThat(verdicts)
        .extracting(VerdictIssued::reason)
        .isEqualTo(each.stream().map(VerdictIssued::reason).toList());
    assertThat(verdicts)
        .extracting(VerdictIssued::author)
        .isEqualTo(each.stream().map(VerdictIssued::author).toList());
  }
}
