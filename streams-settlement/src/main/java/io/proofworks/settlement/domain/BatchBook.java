package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The money side of a batch: who pays, which leases are open, what is owed. Jobs, verdicts and
 * receipts come by different topics, in any order against each other.
 *
 * @param requester null until the batch's acceptance or receipt has been seen
 * @param ends of leases whose jobs have not been seen, one for each node and epoch
 * @param unpaid accepted jobs whose payer is not known yet
 * @param rootAccepted whether the root's aggregate has been accepted
 * @param closing whether the receipt has come and the rest of the escrow goes back
 * @param failed whether the receipt says that nothing was settled: no lease is of use any more
 */
public record BatchBook(
    @Nullable Address requester,
    List<Lease> leases,
    List<End> ends,
    List<Lease> unpaid,
    boolean rootAccepted,
    boolean closing,
    boolean failed) {

  /** A job in an aggregator's hands. */
  public record Lease(
      Hash32 leaseId, int nodeId, int epoch, boolean root, Address aggregator, long fee) {}

  /** How a lease ended. */
  public record End(int nodeId, int epoch, Reason reason) {}

  static final BatchBook NEW =
      new BatchBook(null, List.of(), List.of(), List.of(), false, false, false);

  public BatchBook {
    leases = List.copyOf(leases);
    ends = List.copyOf(ends);
    unpaid = List.copyOf(unpaid);
  }

  Optional<Lease> lease(int nodeId, int epoch) {
    return leases.stream().filter(l -> l.nodeId() == nodeId && l.epoch() == epoch).findFirst();
  }

  /** What became of a lease before its job was seen. */
  Optional<Reason> ended(int nodeId, int epoch) {
    return ends.stream()
        .filter(e -> e.nodeId() == nodeId && e.epoch() == epoch)
        .findFirst()
        .map(End::reason);
  }

  BatchBook paidBy(Address payer) {
    return new BatchBook(payer, leases, ends, unpaid, rootAccepted, closing, failed);
  }

  BatchBook opening(Lease lease) {
    return new BatchBook(
        requester, with(leases, lease), ends, unpaid, rootAccepted, closing, failed);
  }

  BatchBook ending(Lease lease) {
    List<Lease> left = leases.stream().filter(l -> !l.equals(lease)).toList();
    List<End> unseen =
        ends.stream()
            .filter(e -> e.nodeId() != lease.nodeId() || e.epoch() != lease.epoch())
            .toList();
    return new BatchBook(requester, left, unseen, unpaid, rootAccepted, closing, failed);
  }

  /** The first end of a lease counts. */
  BatchBook remembering(End end) {
    return ended(end.nodeId(), end.epoch()).isPresent()
        ? this
        : new BatchBook(requester, leases, with(ends, end), unpaid, rootAccepted, closing, failed);
  }

  BatchBook owing(Lease lease) {
    boolean accepted = rootAccepted || lease.root();
    return new BatchBook(requester, leases, ends, with(unpaid, lease), accepted, closing, failed);
  }

  BatchBook settled() {
    return new BatchBook(requester, leases, ends, List.of(), rootAccepted, closing, failed);
  }

  BatchBook closing(boolean now) {
    return new BatchBook(requester, leases, ends, unpaid, rootAccepted, now, failed);
  }

  /** No root's aggregate is waited for any more. */
  BatchBook failing() {
    return new BatchBook(requester, leases, ends, unpaid, true, closing, true);
  }

  private static <T> List<T> with(List<T> some, T one) {
    return Stream.concat(some.stream(), Stream.of(one)).toList();
  }
}
