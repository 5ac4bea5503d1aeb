package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import org.jspecify.annotations.Nullable;

/**
 * Bonds, escrows and leases: money set aside under a name, and what becomes of it. A hold ends
 * once; to end a hold that is not there moves nothing.
 */
final class Holds {

  /**
   * Fees that the aggregation of one shard may cost: every node of a binary tree, leaves included.
   */
  private static final int FEES_PER_SHARD = 2;

  private Holds() {}

  static void reserveEscrow(Posting posting, AccountRequest.ReserveEscrow request) {
    MarketPolicy policy = posting.context().policy();
    if (policy == null) {
      posting.add(escrowAnswer(request, false, "the market has no policy yet"));
      return;
    }
    if (policy.endsEscrowWithItsBatch() && isOver(posting, request.batchId())) {
      posting.add(escrowAnswer(request, false, "the batch is over, its escrow went back"));
      return;
    }
    long fees = Amounts.multiply(policy.aggregatorFee(), FEES_PER_SHARD);
    long free = posting.book().balances().free();
    if (free < Amounts.add(request.amount(), fees)) {
      posting.add(escrowAnswer(request, false, "free is " + free + ", below the escrow"));
      return;
    }
    AccountRequest.Matter matter =
        new AccountRequest.Matter(request.taskId(), request.batchId(), "ESCROW");
    lock(posting, MovementKind.ESCROW, request.taskId(), request.amount(), matter);
    lock(posting, MovementKind.ESCROW, request.batchId(), fees, matter);
    posting.add(escrowAnswer(request, true, ""));
  }

  /**
   * A batch's escrow goes back once, and aggregation may say that the batch is over before a task
   * of it had its turn here: what would be held for it from then on, nothing could release.
   */
  private static boolean isOver(Posting posting, Hash32 batchId) {
    return posting.context().isApplied(BatchEngine.refundOf(batchId));
  }

  private static AccountEffect escrowAnswer(
      AccountRequest.ReserveEscrow request, boolean granted, String detail) {
    return new AccountEffect.Answered(new TaskAnswer.EscrowWord(request.taskId(), granted, detail));
  }

  static void reserveBond(Posting posting, AccountRequest.ReserveBond request) {
    boolean granted = posting.book().balances().free() >= request.amount();
    if (granted) {
      lock(posting, MovementKind.LOCK, request.bondId(), request.amount(), request.matter());
    }
    Hash32 taskId = request.matter().taskId();
    if (taskId == null) {
      throw new IllegalStateException("a bond for no task: " + request);
    }
    posting.add(
        new AccountEffect.Answered(new TaskAnswer.BondWord(taskId, request.bondId(), granted)));
  }

  /** The aggregation side has checked the free stake; what is missing by now is not locked. */
  static void lockLease(Posting posting, AccountRequest.LockLease request) {
    long amount = Math.min(request.amount(), posting.book().balances().free());
    lock(posting, MovementKind.LOCK, request.leaseId(), amount, request.matter());
  }

  private static void lock(
      Posting posting, MovementKind kind, Hash32 id, long amount, AccountRequest.Matter matter) {
    posting.move(kind, LedgerBucket.FREE, bucket(kind), amount, "", matter);
    long held = Amounts.add(posting.state().held(id), amount);
    posting.become(posting.state().holding(id, held));
  }

  private static LedgerBucket bucket(MovementKind kind) {
    return kind == MovementKind.ESCROW ? LedgerBucket.ESCROW : LedgerBucket.RESERVED;
  }

  static void release(Posting posting, AccountRequest.ReleaseBond request) {
    free(posting, request.bondId(), request.matter());
    rate(posting, request.performance());
  }

  private static void free(Posting posting, Hash32 bondId, AccountRequest.Matter matter) {
    long held = posting.state().held(bondId);
    posting.move(MovementKind.RELEASE, LedgerBucket.RESERVED, LedgerBucket.FREE, held, "", matter);
    posting.become(posting.state().holding(bondId, 0));
  }

  static void slash(Posting posting, AccountRequest.SlashBond request) {
    long held = posting.state().held(request.bondId());
    long amount = Math.min(held, request.amount());
    take(posting, request.bondId(), amount, request);
    free(posting, request.bondId(), request.matter());
    rate(posting, request.performance());
  }

  private static void take(
      Posting posting, Hash32 bondId, long amount, AccountRequest.SlashBond request) {
    Address beneficiary = request.beneficiary();
    long burned = beneficiary == null ? amount : Math.min(amount, request.burned());
    posting.move(
        MovementKind.BURN,
        LedgerBucket.RESERVED,
        LedgerBucket.BURNED,
        burned,
        "",
        request.matter());
    if (beneficiary != null) {
      posting.send(
          MovementKind.SLASH,
          LedgerBucket.RESERVED,
          beneficiary,
          LedgerBucket.FREE,
          Amounts.subtract(amount, burned),
          request.matter());
    }
    long left = Amounts.subtract(posting.state().held(bondId), amount);
    posting.become(posting.state().holding(bondId, left));
  }

  static void pay(Posting posting, AccountRequest.PayFromEscrow request) {
    long held = posting.state().held(request.escrowId());
    long amount = Math.min(held, request.amount());
    posting.send(
        request.kind(),
        LedgerBucket.ESCROW,
        request.to(),
        LedgerBucket.PAID,
        amount,
        request.matter());
    posting.become(posting.state().holding(request.escrowId(), Amounts.subtract(held, amount)));
  }

  static void refund(Posting posting, AccountRequest.RefundEscrow request) {
    long held = posting.state().held(request.escrowId());
    posting.move(
        MovementKind.REFUND, LedgerBucket.ESCROW, LedgerBucket.FREE, held, "", request.matter());
    posting.become(posting.state().holding(request.escrowId(), 0));
  }

  /**
   * Ends an aggregator's lease: its bond goes back, or the policy's part of it is lost. A form that
   * nobody can judge is no proof of a fault, so it costs nothing; but its holder chose it and has
   * not fulfilled its lease, and is rated so.
   */
  static void endLease(Posting posting, AccountRequest.EndLease request) {
    MarketPolicy policy = posting.context().policy();
    int bps = policy == null ? 0 : slashOf(request.reason(), policy.slashing());
    long amount = Amounts.share(posting.state().held(request.leaseId()), bps);
    int burn = policy == null ? 0 : policy.slashing().burn();
    boolean counts =
        bps > 0 || request.reason() == Reason.ACCEPTED || request.reason() == Reason.UNSUPPORTED;
    slash(
        posting,
        new AccountRequest.SlashBond(
            request.id(),
            request.account(),
            request.leaseId(),
            amount,
            Amounts.share(amount, burn),
            request.beneficiary(),
            request.matter(),
            counts ? performance(request.reason()) : null));
  }

  private static Performance performance(Reason reason) {
    return new Performance(TaskClass.BACKGROUND_AGGREGATION, reason == Reason.ACCEPTED);
  }

  private static int slashOf(Reason reason, MarketPolicy.Slashing slashing) {
    return switch (reason) {
      case INCOMPLETE_AGGREGATE -> slashing.censorship();
      case INVALID_PROOF, NON_CANONICAL -> slashing.invalid();
      case PLAGIARISED -> slashing.plagiarism();
      case NO_REVEAL, REVEAL_LATE -> slashing.delay();
      case ACCEPTED, OVERSIZED, WRONG_PARTITION, UNKNOWN_TASK, WRONG_DOMAIN, FENCED_EPOCH -> 0;
      case UNREGISTERED, NOT_ASSIGNED, BAD_SIGNATURE, DOUBLE_COMMIT, INSUFFICIENT_BOND -> 0;
      case COMMIT_CLOSED, UNCOMMITTED, REVEAL_TOO_EARLY, DIGEST_MISMATCH, STALE, DUPLICATE -> 0;
      case MARKET_CLOSED -> 0;
      // the job was given to somebody whom an owner had not granted its proof: our fault
      case VERIFIER_STOPPED, UNSUPPORTED, BAD_GRANT, MALFORMED, UNAUTHORISED_AGGREGATOR -> 0;
    };
  }

  /** Before the first policy there is nothing to rate by. */
  static void rate(Posting posting, @Nullable Performance performance) {
    MarketPolicy policy = posting.context().policy();
    if (performance == null || policy == null) {
      return;
    }
    AccountBook rated = posting.book().rated(performance, posting.time(), policy);
    posting.become(posting.state().with(rated));
    posting.standingChanged();
  }
}
