package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The money side of a batch: who pays, which leases are open, what is owed.
 *
 * @param requester null until the batch's acceptance or receipt has been seen
 * @param unpaid accepted jobs whose payer is not known yet
 * @param rootAccepted whether the root's aggregate has been accepted
 * @param closing whether the receipt has come and the rest of the escrow goes back
 */
public record BatchBook(
    @Nullable Address requester,
    List<Lease> leases,
    List<Lease> unpaid,
    boolean rootAccepted,
    boolean closing) {

  /** A job in an aggregator's hands. */
  public record Lease(
      Hash32 leaseId, int nodeId, int epoch, boolean root, Address aggregator, long fee) {}

  static final BatchBook NEW = new BatchBook(null, List.of(), List.of(), false, false);

  public BatchBook {
    leases = List.copyOf(leases);
    unpaid = List.copyOf(unpaid);
  }

  Optional<Lease> lease(int nodeId, int epoch) {
    return leases.stream().filter(l -> l.nodeId() == nodeId && l.epoch() == epoch).findFirst();
  }

  BatchBook paidBy(Address payer) {
    return new BatchBook(payer, leases, unpaid, rootAccepted, closing);
  }

  BatchBook opening(Lease lease) {
    List<Lease> next = Stream.concat(leases.stream(), Stream.of(lease)).toList();
    return new BatchBook(requester, next, unpaid, rootAccepted, closing);
  }

  BatchBook ending(Lease lease) {
    List<Lease> next = leases.stream().filter(l -> !l.equals(lease)).toList();
    return new BatchBook(requester, next, unpaid, rootAccepted, closing);
  }

  BatchBook owing(Lease lease) {
    List<Lease> next = Stream.concat(unpaid.stream(), Stream.of(lease)).toList();
    return new BatchBook(requester, leases, next, rootAccepted || lease.root(), closing);
  }

  BatchBook settled() {
    return new BatchBook(requester, leases, List.of(), rootAccepted, closing);
  }

  BatchBook closing(boolean now) {
    return new BatchBook(requester, leases, unpaid, rootAccepted, now);
  }
}
