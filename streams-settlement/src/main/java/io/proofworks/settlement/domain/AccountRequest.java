package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rest of the market asks of an account. Applied once per {@link #id}; amounts in base
 * units.
 */
public sealed interface AccountRequest {

  /** Names the request; movements derive their ids from it. */
  Hash32 id();

  /** Record key: the account, or the statement. */
  String key();

  /** The holds (bonds, escrows) that the request looks at. */
  List<Hash32> holds();

  /** A request to one account. */
  sealed interface OfAccount extends AccountRequest {
    Address account();

    @Override
    default String key() {
      return account().hex();
    }

    @Override
    default List<Hash32> holds() {
      return List.of();
    }
  }

  /** Where the money belongs to, for the ledger's readers. */
  record Matter(@Nullable Hash32 taskId, @Nullable Hash32 batchId, String reason) {}

  /**
   * Sets aside what a task may cost, and the aggregation fees of its shard under the batch. All or
   * nothing; answered.
   */
  record ReserveEscrow(Hash32 id, Address account, Hash32 taskId, Hash32 batchId, long amount)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(taskId, batchId);
    }
  }

  /** Locks a bond; answered. */
  record ReserveBond(Hash32 id, Address account, Hash32 bondId, long amount, Matter matter)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(bondId);
    }
  }

  /** Gives a bond back in full. */
  record ReleaseBond(
      Hash32 id, Address account, Hash32 bondId, Matter matter, @Nullable Performance performance)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(bondId);
    }
  }

  /**
   * Takes a part of a bond and gives the rest back.
   *
   * @param amount taken, at most the bond
   * @param burned part of the amount that nobody gets
   * @param beneficiary who gets the rest of the amount; null if it is burned as well
   */
  record SlashBond(
      Hash32 id,
      Address account,
      Hash32 bondId,
      long amount,
      long burned,
      @Nullable Address beneficiary,
      Matter matter,
      @Nullable Performance performance)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(bondId);
    }
  }

  /** Pays out of an escrow of this account, at most what is left in it. */
  record PayFromEscrow(
      Hash32 id,
      Address account,
      Hash32 escrowId,
      Address to,
      long amount,
      MovementKind kind,
      Matter matter)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(escrowId);
    }
  }

  /** Gives back what is left of an escrow. */
  record RefundEscrow(Hash32 id, Address account, Hash32 escrowId, Matter matter)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(escrowId);
    }
  }

  /** The second leg of a movement between accounts: from clearing into a bucket. */
  record Credit(
      Hash32 id,
      Address account,
      Address from,
      long amount,
      LedgerBucket bucket,
      MovementKind kind,
      Matter matter)
      implements OfAccount {}

  /** Counts a success or failure that moves no money. */
  record Rate(Hash32 id, Address account, Performance performance) implements OfAccount {}

  /** Locks an aggregator's bond for the lease of a job; not answered. */
  record LockLease(Hash32 id, Address account, Hash32 leaseId, long amount, Matter matter)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(leaseId);
    }
  }

  /**
   * Ends a lease: released when accepted, slashed by the policy otherwise.
   *
   * @param reason the verdict on the job
   * @param beneficiary the requester; null while it is not known: what is slashed is burned
   */
  record EndLease(
      Hash32 id,
      Address account,
      Hash32 leaseId,
      Reason reason,
      @Nullable Address beneficiary,
      Matter matter)
      implements OfAccount {
    @Override
    public List<Hash32> holds() {
      return List.of(leaseId);
    }
  }

  /** What concerns a statement, whichever tasks ask for it. */
  sealed interface OfStatement extends AccountRequest {
    Hash32 statementId();

    @Override
    default String key() {
      return statementId().hex();
    }

    @Override
    default List<Hash32> holds() {
      return List.of();
    }
  }

  /**
   * The first claim on a statement is granted, every later one of another task denied; answered.
   */
  record ClaimStatement(Hash32 id, Hash32 statementId, Hash32 taskId) implements OfStatement {}

  /** The statement's first proof is kept, for tasks that would ask for it again; not answered. */
  record KeepProof(Hash32 id, Hash32 statementId, KeptProof proof) implements OfStatement {}

  /** Asks for the statement's proof; answered. */
  record FindProof(Hash32 id, Hash32 statementId, Hash32 taskId, int epoch)
      implements OfStatement {}
}
