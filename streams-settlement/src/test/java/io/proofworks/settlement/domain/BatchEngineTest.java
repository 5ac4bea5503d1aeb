package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.REQUESTER;
import static io.proofworks.settlement.domain.Scene.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchEngineTest {

  private static final Hash32 BATCH = hash("batch");
  private final List<String> asked = new ArrayList<>();
  private BatchBook book = BatchBook.NEW;

  private void take(BatchInput input) {
    BatchEngine.Decision decision = BatchEngine.decide(book, input);
    book = decision.next();
    decision.requests().forEach(r -> asked.add(r.getClass().getSimpleName()));
  }

  private static BatchInput job(int epoch) {
    return new BatchInput.JobIssued(BATCH, hash("job"), 3, epoch, true, ANN, 100, 150);
  }

  @Test
  void shouldPayTheLastFeeBeforeTheRestGoesBackWhicheverComesFirst() {
    // given
    take(new BatchInput.BatchAccepted(BATCH, REQUESTER));
    take(job(1));

    // when
    take(new BatchInput.ReceiptIssued(BATCH, REQUESTER, BatchOutcome.SETTLED));
    take(new BatchInput.JobEnded(BATCH, 3, 1, Reason.ACCEPTED));
    take(new BatchInput.JobEnded(BATCH, 3, 1, Reason.ACCEPTED));

    // then
    assertThat(asked).containsExactly("LockLease", "EndLease", "PayFromEscrow", "RefundEscrow");
  }

  @Test
  void shouldPayLaterWhenThePayerIsNotKnownYet() {
    take(job(1));
    take(new BatchInput.JobEnded(BATCH, 3, 1, Reason.ACCEPTED));
    assertThat(asked).containsExactly("LockLease", "EndLease");
    take(new BatchInput.BatchAccepted(BATCH, REQUESTER));
    assertThat(asked).endsWith("PayFromEscrow");
  }

  @Test
  void shouldEndEachLeaseOnceAndPayNoFailure() {
    take(new BatchInput.BatchAccepted(BATCH, REQUESTER));
    take(job(1));
    take(new BatchInput.JobEnded(BATCH, 3, 1, Reason.NO_REVEAL));
    take(new BatchInput.JobEnded(BATCH, 3, 1, Reason.INVALID_PROOF));
    take(job(2));
    take(new BatchInput.ReceiptIssued(BATCH, REQUESTER, BatchOutcome.SUPERSEDED));
    assertThat(asked)
        .containsExactly("LockLease", "EndLease", "LockLease", "EndLease", "RefundEscrow");
  }
}
