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
import java.util.stream.Stream;
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

  /** One who was away reads on in three topics, each in its order, in any order of the three. */
  @Test
  void shouldEndEveryLeaseOnceAndPayItInWhateverOrderTheTopicsAreRead() {
    // given
    List<BatchInput> jobs = List.of(job(1), job(2));
    List<BatchInput> verdicts =
        List.of(
            new BatchInput.BatchAccepted(BATCH, REQUESTER),
            new BatchInput.JobEnded(BATCH, 3, 1, Reason.NO_REVEAL),
            new BatchInput.JobEnded(BATCH, 3, 2, Reason.ACCEPTED));
    List<BatchInput> receipts =
        List.of(new BatchInput.ReceiptIssued(BATCH, REQUESTER, BatchOutcome.SETTLED));

    // when
    List<List<BatchInput>> orders = interleaved(List.of(jobs, verdicts, receipts));

    // then
    assertThat(orders).hasSize(60);
    assertThat(orders)
        .allSatisfy(order -> {
          List<String> done = requests(order);
          assertThat(done)
              .containsExactlyInAnyOrder(
                  "LockLease 1",
                  "EndLease 1 NO_REVEAL",
                  "LockLease 2",
                  "EndLease 2 ACCEPTED",
                  "PayFromEscrow 2",
                  "RefundEscrow");
          assertThat(done).containsSubsequence("LockLease 1", "EndLease 1 NO_REVEAL");
          assertThat(done).containsSubsequence("LockLease 2", "EndLease 2 ACCEPTED");
          assertThat(done).endsWith("RefundEscrow");
        });
  }

  @Test
  void shouldReleaseALeaseWhoseJobIsReadAfterTheReceiptOfABatchThatFailed() {
    take(new BatchInput.ReceiptIssued(BATCH, REQUESTER, BatchOutcome.SUPERSEDED));
    take(job(1));
    assertThat(asked).containsExactly("RefundEscrow", "LockLease", "EndLease");
    assertThat(book.leases()).isEmpty();
  }

  private static List<List<BatchInput>> interleaved(List<List<BatchInput>> topics) {
    if (topics.stream().allMatch(List::isEmpty)) {
      return List.of(List.of());
    }
    List<List<BatchInput>> orders = new ArrayList<>();
    for (int i = 0; i < topics.size(); i++) {
      List<BatchInput> topic = topics.get(i);
      if (!topic.isEmpty()) {
        List<List<BatchInput>> rest = new ArrayList<>(topics);
        rest.set(i, topic.subList(1, topic.size()));
        for (List<BatchInput> order : interleaved(rest)) {
          orders.add(Stream.concat(Stream.of(topic.getFirst()), order.stream()).toList());
        }
      }
    }
    return orders;
  }

  /** What follows of a batch's inputs in that order, with the epoch of the lease. */
  private static List<String> requests(List<BatchInput> order) {
    BatchBook book = BatchBook.NEW;
    List<String> requests = new ArrayList<>();
    for (BatchInput input : order) {
      BatchEngine.Decision decision = BatchEngine.decide(book, input);
      book = decision.next();
      decision.requests().forEach(request -> requests.add(text(request)));
    }
    assertThat(book.leases()).isEmpty();
    return requests;
  }

  private static String text(AccountRequest request) {
    String kind = request.getClass().getSimpleName();
    return switch (request) {
      case AccountRequest.LockLease lock -> kind + " " + epoch("lease", lock);
      case AccountRequest.EndLease end -> kind + " " + epoch("end", end) + " " + end.reason();
      case AccountRequest.PayFromEscrow pay -> kind + " " + epoch("fee", pay);
      default -> kind;
    };
  }

  private static int epoch(String what, AccountRequest request) {
    return request.id().equals(RequestIds.of(what, BatchEngine.leaseId(hash("job"), 1))) ? 1 : 2;
  }
}
