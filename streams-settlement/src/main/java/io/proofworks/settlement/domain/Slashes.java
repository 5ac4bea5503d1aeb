package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.CommitEntry.Held;
import org.jspecify.annotations.Nullable;

/** What happens to the bond of a commit once it is decided. */
final class Slashes {

  private Slashes() {}

  /**
   * Takes an amount of the bond, burns the policy's share of it; the rest of the bond is released.
   *
   * @param beneficiary whom the fault harmed; null if nobody may claim that, so that all is burned
   */
  static void slash(
      Draft draft, Held commit, long amount, @Nullable Address beneficiary, Reason reason) {
    int burn = draft.context().policy().slashing().burn();
    long burned = beneficiary == null ? amount : Amounts.share(amount, burn);
    draft.ask(
        new AccountRequest.SlashBond(
            RequestIds.of("slash", commit.bondId()),
            commit.prover(),
            commit.bondId(),
            amount,
            burned,
            beneficiary,
            draft.matter(reason),
            draft.performance(false)));
  }

  static void release(Draft draft, Held commit, Reason reason, boolean performed) {
    release(draft, commit, reason, performed ? draft.performance(true) : null);
  }

  /**
   * @param performance how its prover is rated for it; null for not at all
   */
  static void release(Draft draft, Held commit, Reason reason, @Nullable Performance performance) {
    draft.ask(
        new AccountRequest.ReleaseBond(
            RequestIds.of("release", commit.bondId()),
            commit.prover(),
            commit.bondId(),
            draft.matter(reason),
            performance));
  }

  /**
   * The prover that delivered instead, or else the requester. Who delivered had a bond at stake, if
   * its proof was not adopted from another task; that it is of another owner cannot be known, which
   * is why a part is always burned.
   */
  static Address harmed(TaskCase task, CommitEntry commit) {
    Address rescuer = task.verifiedBy();
    if (rescuer == null || rescuer.equals(commit.prover())) {
      return task.task().requester();
    }
    boolean delivered = task.commitsOf(rescuer).findAny().isPresent();
    return delivered ? rescuer : task.task().requester();
  }
}
