package io.proofworks.views;

import io.proofworks.views.domain.KeptAccount;
import io.proofworks.views.domain.KeptActor;
import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.TopicRecord;
import java.util.function.UnaryOperator;

/**
 * Addresses: the standing of a prover or aggregator, its heartbeat, what it won and lost, the
 * balances of its account, and what it was answered. The list of all verdicts is kept here, too.
 */
record ActorBook(Shelf shelf) implements Book {

  /** Verdicts by reason, the newest first. */
  static final String VERDICTS = "verdict";

  /** Provers and aggregators by address. */
  static final String PROVERS = "prover";

  /** Part of an actor. */
  static final String ACCOUNT = "account";

  @Override
  public void take(ViewEvent.Shown shown, Told told, TopicRecord record) {
    Subject actor = shown.subject();
    switch (told) {
      case Told.ProverStanding standing -> standing(actor, standing, record);
      case Told.Heartbeat ignored -> put(actor, known -> known.alive(record));
      case Told.LedgerMovement movement -> {
        movement(actor, shown, movement);
        add(shown, record);
      }
      case Told.Verdict verdict -> {
        verdict(actor, shown, verdict, record);
        add(shown, record);
      }
      default -> add(shown, record);
    }
  }

  private void add(ViewEvent.Shown shown, TopicRecord record) {
    Subject actor = shown.subject();
    if (!actor.id().isEmpty()) {
      shelf.add(shown, record);
      shelf.forgetOlder(actor, shown.time(), KEPT_MS);
    }
  }

  private void put(Subject actor, UnaryOperator<KeptActor> change) {
    KeptActor known = shelf.head(actor, KeptActor.class).orElse(KeptActor.NONE);
    shelf.putHead(actor, change.apply(known));
  }

  private void standing(Subject actor, Told.ProverStanding standing, TopicRecord record) {
    if (standing.registration() != null) { // others have an account only
      put(actor, known -> known.standing(record));
      shelf.list(PROVERS, actor.id());
    }
  }

  /** Balances stand in each movement; of two the one with the larger offset is the newer. */
  private void movement(Subject actor, ViewEvent.Shown shown, Told.LedgerMovement movement) {
    long newest =
        shelf.part(actor, ACCOUNT, KeptAccount.class).map(KeptAccount::offset).orElse(-1L);
    if (newest < shown.offset()) {
      shelf.putPart(actor, ACCOUNT, new KeptAccount(movement, actor.id(), shown.offset()));
    }
  }

  private void verdict(
      Subject actor, ViewEvent.Shown shown, Told.Verdict verdict, TopicRecord record) {
    String list = VERDICTS + "/" + verdict.reason();
    String position =
        Keys.newest(shown.time()) + "|" + shown.partition() + "|" + Keys.hex(shown.offset());
    shelf.list(list, position, record);
    shelf.count(list, 1);
    if (actor.id().isEmpty()) {
      new Anonymous(shelf).add(list, position);
    } else {
      put(actor, known -> known.after(verdict));
    }
  }
}
