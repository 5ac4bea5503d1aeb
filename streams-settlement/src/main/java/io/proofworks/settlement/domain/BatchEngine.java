package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.BatchBook.End;
import io.proofworks.settlement.domain.BatchBook.Lease;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the aggregation side says of a batch into requests to accounts. Jobs, verdicts and the
 * receipt come by different topics, and whoever reads on after it was away may have the verdict
 * before its job. So a lease ends once both are there, or its bond would be held for ever; and the
 * rest of the escrow goes back after the root's verdict and the receipt, or the last fee would find
 * it empty.
 */
public final class BatchEngine {

  /** What is held of the batch afterwards, and what is asked of accounts, in order. */
  public record Decision(BatchBook next, List<AccountRequest> requests) {}

  private final Hash32 batchId;
  private final List<AccountRequest> requests = new ArrayList<>();
  private BatchBook book;

  private BatchEngine(Hash32 batchId, BatchBook book) {
    this.batchId = batchId;
    this.book = book;
  }

  /** Decides what follows from an input; inputs that were seen before change nothing. */
  public static Decision decide(@Nullable BatchBook book, BatchInput input) {
    BatchEngine engine = new BatchEngine(input.batchId(), book == null ? BatchBook.NEW : book);
    engine.take(input);
    engine.payWhatIsOwed();
    engine.refundIfOver();
    return new Decision(engine.book, List.copyOf(engine.requests));
  }

  private void take(BatchInput input) {
    switch (input) {
      case BatchInput.BatchAccepted accepted -> book = book.paidBy(accepted.requester());
      case BatchInput.JobIssued issued -> lock(issued);
      case BatchInput.JobEnded ended -> end(new End(ended.nodeId(), ended.epoch(), ended.reason()));
      case BatchInput.ReceiptIssued receipt -> close(receipt);
    }
  }

  private void lock(BatchInput.JobIssued job) {
    Hash32 leaseId = leaseId(job.jobId(), job.epoch());
    if (book.lease(job.nodeId(), job.epoch()).isPresent()) {
      return;
    }
    Lease lease =
        new Lease(leaseId, job.nodeId(), job.epoch(), job.root(), job.aggregator(), job.fee());
    book = book.opening(lease);
    requests.add(
        new AccountRequest.LockLease(
            RequestIds.of("lease", leaseId), job.aggregator(), leaseId, job.bond(), matter("")));
    book.ended(job.nodeId(), job.epoch())
        .or(() -> book.failed() ? Optional.of(Reason.STALE) : Optional.empty())
        .ifPresent(reason -> end(lease, reason));
  }

  /** Names the hold of a lease: one per job and epoch. */
  static Hash32 leaseId(Hash32 jobId, int epoch) {
    byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(epoch).array();
    return Keccak.hash(jobId.bytes(), number);
  }

  private void end(End end) {
    book.lease(end.nodeId(), end.epoch())
        .ifPresentOrElse(lease -> end(lease, end.reason()), () -> book = book.remembering(end));
  }

  private void end(Lease lease, Reason reason) {
    book = book.ending(lease);
    requests.add(
        new AccountRequest.EndLease(
            RequestIds.of("end", lease.leaseId()),
            lease.aggregator(),
            lease.leaseId(),
            reason,
            book.requester(),
            matter(reason.name())));
    if (reason == Reason.ACCEPTED) {
      book = book.owing(lease);
    }
  }

  private void close(BatchInput.ReceiptIssued receipt) {
    boolean settled = receipt.outcome() == BatchOutcome.SETTLED;
    book = book.paidBy(receipt.requester()).closing(true);
    if (!settled) {
      List.copyOf(book.leases()).forEach(lease -> end(lease, Reason.STALE));
      book = book.failing();
    }
  }

  private void payWhatIsOwed() {
    Address requester = book.requester();
    if (requester == null) {
      return;
    }
    for (Lease lease : book.unpaid()) {
      requests.add(
          new AccountRequest.PayFromEscrow(
              RequestIds.of("fee", lease.leaseId()),
              requester,
              batchId,
              lease.aggregator(),
              lease.fee(),
              MovementKind.PAY,
              matter("AGGREGATED")));
    }
    book = book.settled();
  }

  private void refundIfOver() {
    Address requester = book.requester();
    if (!book.closing() || !book.rootAccepted() || requester == null) {
      return;
    }
    book = book.closing(false);
    requests.add(
        new AccountRequest.RefundEscrow(refundOf(batchId), requester, batchId, matter("RECEIPT")));
  }

  /** Names the request that gives back what is left of a batch's escrow: the last one on it. */
  static Hash32 refundOf(Hash32 batchId) {
    return RequestIds.of("refund", batchId);
  }

  private AccountRequest.Matter matter(String reason) {
    return new AccountRequest.Matter(null, batchId, reason);
  }
}
