package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A decision on an account in the making: its balances so far, and the effects so far, in order.
 */
final class Posting {

  private final AccountContext context;
  private final Hash32 cause;
  private final Origin origin;
  private final List<AccountEffect> effects = new ArrayList<>();
  private AccountCase state;
  private int leg;

  Posting(AccountContext context, AccountCase state, Hash32 cause, Origin origin) {
    this.context = context;
    this.state = state;
    this.cause = cause;
    this.origin = origin;
  }

  AccountContext context() {
    return context;
  }

  /** Whether the input has been applied before. */
  boolean isRepeat() {
    return context.isApplied(cause);
  }

  AccountCase state() {
    return state;
  }

  AccountBook book() {
    return state.book();
  }

  long time() {
    return origin.time();
  }

  void become(AccountCase next) {
    state = next;
  }

  void add(AccountEffect effect) {
    effects.add(effect);
  }

  /** Moves an amount and writes the movement; nothing at all for an amount of 0. */
  void move(
      MovementKind kind,
      LedgerBucket from,
      LedgerBucket to,
      long amount,
      String counterparty,
      AccountRequest.Matter matter) {
    if (amount == 0) {
      return;
    }
    Balances after = book().balances().move(from, to, amount);
    state = state.with(book().with(after));
    Address account = book().account();
    effects.add(
        new AccountEffect.Moved(
            context.digests().movementId(cause, account.hex(), kind, leg++),
            account,
            kind,
            from,
            to,
            amount,
            counterparty,
            matter,
            cause,
            origin.time(),
            after));
  }

  /** Money leaves for another account: it is in clearing until its second leg is booked there. */
  void send(
      MovementKind kind,
      LedgerBucket from,
      Address to,
      LedgerBucket toBucket,
      long amount,
      AccountRequest.Matter matter) {
    if (amount == 0) {
      return;
    }
    move(kind, from, LedgerBucket.CLEARING, amount, to.hex(), matter);
    MovementKind credit = kind == MovementKind.SLASH ? MovementKind.COMPENSATE : kind;
    effects.add(
        new AccountEffect.Forwarded(
            new AccountRequest.Credit(
                RequestIds.of("credit", cause),
                to,
                book().account(),
                amount,
                toBucket,
                credit,
                matter)));
  }

  /** Answers an input of its author. */
  void answer(VerdictKind kind, Author author, Reason reason, String detail) {
    verdict(kind, Named.author(author), reason, detail);
  }

  /** Answers an input that nobody is known to have signed. */
  void answerNobody(VerdictKind kind, Reason reason, String detail) {
    verdict(kind, Named.NOBODY, reason, detail);
  }

  private void verdict(VerdictKind kind, Named named, Reason reason, String detail) {
    effects.add(
        new VerdictIssued(
            context.digests().inputId(origin.topic(), origin.partition(), origin.offset()),
            context.digests().domain(),
            book().account().hex(),
            kind,
            reason,
            detail,
            named,
            null,
            origin,
            origin.time(),
            0,
            0,
            null,
            Map.of()));
  }

  AccountDecision decision() {
    boolean changed =
        effects.stream()
            .anyMatch(e -> e instanceof AccountEffect.Moved || e instanceof AccountEffect.Answered);
    return new AccountDecision(state, changed ? withStanding() : effects);
  }

  void standingChanged() {
    effects.add(new AccountEffect.StandingChanged(book(), time()));
  }

  private List<AccountEffect> withStanding() {
    List<AccountEffect> all =
        new ArrayList<>(
            effects.stream().filter(e -> !(e instanceof AccountEffect.StandingChanged)).toList());
    all.add(new AccountEffect.StandingChanged(book(), time()));
    return all;
  }
}
