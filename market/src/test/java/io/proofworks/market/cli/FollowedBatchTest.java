package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FollowedBatchTest {

  private static final String BATCH = "0x" + "b1".repeat(32);

  private final FollowedBatch followed = new FollowedBatch();

  @BeforeEach
  void submit() {
    followed.begin(BATCH);
  }

  private static Verdict verdict(String batch, VerdictKind kind, Reason reason, boolean signed) {
    return Verdict.newBuilder()
        .setVerdictId("0x" + "00".repeat(32))
        .setDomain("0x" + "00".repeat(32))
        .setBatchId(batch)
        .setKind(kind.name())
        .setReason(reason.name())
        .setDetail("ledger-groth16 is stopped")
        .setSigned(signed)
        .setAuthor("")
        .setEpoch(0)
        .setShardWeight(0)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(List.of())
        .setDecidedAt(0)
        .build();
  }

  @Test
  void shouldSayThatItWasRefused() {
    followed.take(verdict(BATCH, VerdictKind.BATCH, Reason.VERIFIER_STOPPED, true));
    assertThat(followed.end())
        .contains(
            new FollowedBatch.End(false, "refused: VERIFIER_STOPPED, ledger-groth16 is stopped"));
  }

  @Test
  void shouldNotTakeAnswersToOthersForItsOwn() {
    followed.take(verdict("0x" + "b2".repeat(32), VerdictKind.BATCH, Reason.UNKNOWN_TASK, true));
    followed.take(verdict(BATCH, VerdictKind.BATCH, Reason.BAD_SIGNATURE, false));
    followed.take(verdict(BATCH, VerdictKind.BATCH, Reason.DUPLICATE, true));
    followed.take(verdict(BATCH, VerdictKind.BATCH, Reason.ACCEPTED, true));
    followed.take(verdict(BATCH, VerdictKind.TASK, Reason.INSUFFICIENT_BOND, true));
    assertThat(followed.end()).isEmpty();
  }
}
