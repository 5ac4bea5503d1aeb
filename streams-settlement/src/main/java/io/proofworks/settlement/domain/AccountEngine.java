package io.proofworks.settlement.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.AccountInput.RegistrationReceived;
import io.proofworks.settlement.domain.AccountInput.Requested;
import io.proofworks.settlement.domain.AccountInput.StakeReceived;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as a pure function of the log: registrations, deposits and withdrawals, and what the
 * rest of the market asks of an account. Amounts are exact; an overflow or a sum that is not
 * conserved is a bug and throws.
 */
public final class AccountEngine {

  private AccountEngine() {}

  /** Decides an input of an account; an input applied before changes nothing. */
  public static AccountDecision decide(
      AccountCase state, AccountInput input, AccountContext context) {
    Posting posting = new Posting(context, state, cause(input, context), input.origin());
    switch (input) {
      case RegistrationReceived registration -> register(posting, registration);
      case StakeReceived stake -> stake(posting, stake);
      case Requested requested -> request(posting, requested.request());
    }
    return posting.decision();
  }

  /**
   * What an input is known by: a repeat of it is not applied again. Stakes are known by the chain
   * event they report, requests by their id.
   */
  public static Hash32 cause(AccountInput input, AccountContext context) {
    Origin origin = input.origin();
    return switch (input) {
      case RegistrationReceived _ ->
          context.digests().inputId(origin.topic(), origin.partition(), origin.offset());
      case StakeReceived stake -> StakeIds.of(stake);
      case Requested requested -> requested.request().id();
    };
  }

  /**
   * Decides a claim on a statement: the first task that claims it holds it.
   *
   * @param kept the statement's first proof
   */
  public static TaskAnswer claim(
      @Nullable Hash32 holder, @Nullable KeptProof kept, AccountRequest.ClaimStatement claim) {
    Hash32 owner = holder == null ? claim.taskId() : holder;
    return new TaskAnswer.StatementWord(
        claim.taskId(),
        owner.equals(claim.taskId()),
        owner,
        kept == null ? null : kept.reveal().time());
  }

  private static void register(Posting posting, RegistrationReceived input) {
    boolean here = input.domain().equals(posting.context().digests().domain());
    Optional<Author> author = here ? input.author() : Optional.empty();
    if (author.isPresent()) {
      register(posting, input, author.get());
    } else if (here) {
      posting.answerNobody(
          VerdictKind.REGISTRATION,
          Reason.BAD_SIGNATURE,
          "not signed by the key of " + input.account());
    } else {
      posting.answerNobody(
          VerdictKind.REGISTRATION, Reason.WRONG_DOMAIN, "of market " + input.domain());
    }
  }

  private static void register(Posting posting, RegistrationReceived input, Author author) {
    Refusal refusal = check(posting, input);
    if (refusal != null) {
      posting.answer(VerdictKind.REGISTRATION, author, refusal.reason(), refusal.detail());
      return;
    }
    ProverKey key = new ProverKey(input.sessionKey(), input.sessionExpiry(), input.aggregates());
    AccountBook.Registered registered =
        new AccountBook.Registered(key, input.nonce(), input.record());
    posting.become(posting.state().with(posting.book().with(registered)));
    posting.answer(VerdictKind.REGISTRATION, author, Reason.ACCEPTED, "");
    posting.add(new AccountEffect.ProverAnnounced(author.address(), key));
    posting.standingChanged();
  }

  /**
   * A registration is kept for good, by every part of the market, and costs its author a signature:
   * so many are kept as accounts had money once.
   */
  private static @Nullable Refusal check(Posting posting, RegistrationReceived input) {
    if (!input.validKey()) {
      return Refusal.of(Reason.MALFORMED, "the session key is no Ed25519 public key");
    }
    AccountBook.Registered known = posting.book().registration();
    if (known != null && input.nonce() <= known.nonce()) {
      return Refusal.of(
          Reason.DUPLICATE, "nonce " + input.nonce() + " is not above " + known.nonce());
    }
    if (input.sessionExpiry() <= posting.time()) {
      return Refusal.of(Reason.STALE, "the session key expired at " + input.sessionExpiry());
    }
    return known != null ? null : checkNew(posting);
  }

  /** Who works here already may still renew its key, for it has to end what it has begun. */
  private static @Nullable Refusal checkNew(Posting posting) {
    MarketPolicy policy = posting.context().policy();
    if (policy != null && policy.takesNobodyNew()) {
      return Refusal.of(
          Reason.MARKET_CLOSED, "policy " + policy.version() + " takes no new provers");
    }
    return posting.book().balances().any()
        ? null
        : Refusal.of(Reason.INSUFFICIENT_BOND, "deposit first: the account has no money");
  }

  /** A stake is written by the operator or its bridge, and signed by nobody. */
  private static void stake(Posting posting, StakeReceived input) {
    Refusal refusal = check(posting, input);
    if (refusal != null) {
      posting.answerNobody(VerdictKind.STAKE, refusal.reason(), refusal.detail());
      return;
    }
    AccountRequest.Matter matter = new AccountRequest.Matter(null, null, input.reference());
    switch (input.kind()) {
      case DEPOSIT ->
          posting.move(
              MovementKind.DEPOSIT,
              LedgerBucket.EXTERNAL,
              LedgerBucket.FREE,
              input.amount(),
              "",
              matter);
      case WITHDRAWAL -> withdraw(posting, input.amount(), matter);
    }
    posting.answerNobody(VerdictKind.STAKE, Reason.ACCEPTED, "");
  }

  private static @Nullable Refusal check(Posting posting, StakeReceived input) {
    Balances balances = posting.book().balances();
    if (!input.domain().equals(posting.context().digests().domain())) {
      return Refusal.of(Reason.WRONG_DOMAIN, "of market " + input.domain());
    }
    if (input.amount() <= 0) {
      return Refusal.of(Reason.MALFORMED, "an amount is above 0, not " + input.amount());
    }
    if (input.reference().isBlank()) {
      return Refusal.of(Reason.MALFORMED, "without a reference a repeat cannot be told");
    }
    if (posting.isRepeat()) {
      return Refusal.of(Reason.DUPLICATE, "reference " + input.reference() + " was applied before");
    }
    if (input.kind() == StakeKind.DEPOSIT) {
      return input.amount() > Limits.AMOUNT - Math.max(balances.free(), -balances.external())
          ? Refusal.of(Reason.MALFORMED, "an account holds at most " + Limits.AMOUNT)
          : null;
    }
    return input.amount() > Amounts.add(balances.free(), balances.paid())
        ? Refusal.of(Reason.INSUFFICIENT_BOND, "free and paid are below " + input.amount())
        : null;
  }

  /**
   * Earnings leave first: free money is what bonds are made of. Reserved and escrow never leave.
   */
  private static void withdraw(Posting posting, long amount, AccountRequest.Matter matter) {
    long earned = Math.min(amount, posting.book().balances().paid());
    posting.move(
        MovementKind.WITHDRAW, LedgerBucket.PAID, LedgerBucket.EXTERNAL, earned, "", matter);
    posting.move(
        MovementKind.WITHDRAW,
        LedgerBucket.FREE,
        LedgerBucket.EXTERNAL,
        Amounts.subtract(amount, earned),
        "",
        matter);
  }

  private static void request(Posting posting, AccountRequest.OfAccount request) {
    if (posting.isRepeat()) {
      return;
    }
    switch (request) {
      case AccountRequest.ReserveEscrow escrow -> Holds.reserveEscrow(posting, escrow);
      case AccountRequest.ReserveBond bond -> Holds.reserveBond(posting, bond);
      case AccountRequest.ReleaseBond release -> Holds.release(posting, release);
      case AccountRequest.SlashBond slash -> Holds.slash(posting, slash);
      case AccountRequest.PayFromEscrow pay -> Holds.pay(posting, pay);
      case AccountRequest.RefundEscrow refund -> Holds.refund(posting, refund);
      case AccountRequest.LockLease lease -> Holds.lockLease(posting, lease);
      case AccountRequest.EndLease lease -> Holds.endLease(posting, lease);
      case AccountRequest.Credit credit -> credit(posting, credit);
      case AccountRequest.Rate rate -> Holds.rate(posting, rate.performance());
    }
  }

  private static void credit(Posting posting, AccountRequest.Credit credit) {
    posting.move(
        credit.kind(),
        LedgerBucket.CLEARING,
        credit.bucket(),
        credit.amount(),
        credit.from().hex(),
        credit.matter());
  }
}
