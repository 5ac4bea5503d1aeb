package io.proofworks.views.answers;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;

import io.proofworks.views.domain.KeptAccount;
import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Of;
import io.proofworks.views.shape.Says;
import io.proofworks.views.shape.TopicRecord;
import java.util.List;

/** The balances of an account and its newest movements. */
@Says("An account and its newest movements, the oldest first.")
public record Account(
    @Means(ADDRESS) String account,
    @Means(AMOUNT) long free,
    @Means(AMOUNT) long reserved,
    @Means(AMOUNT) long escrow,
    @Means(AMOUNT) long paid,
    @Means(AMOUNT) long burned,
    List<@Of("LedgerMovement") TopicRecord> movements) {

  /** As it is kept. */
  public static Account of(KeptAccount kept, List<TopicRecord> movements) {
    Told.LedgerMovement balances = kept.balances();
    return new Account(
        kept.account(),
        balances.free(),
        balances.reserved(),
        balances.escrow(),
        balances.paid(),
        balances.burned(),
        movements);
  }
}
