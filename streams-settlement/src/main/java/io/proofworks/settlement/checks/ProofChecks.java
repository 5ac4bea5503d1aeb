package io.proofworks.settlement.checks;

import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProofCheck;
import io.proofworks.settlement.domain.ProofQuestion;
import io.proofworks.settlement.domain.PublishedTask;
import java.util.List;

/** How proofs are verified as the policies on the log will have it. */
@FunctionalInterface
public interface ProofChecks {

  /**
   * @param policy of the task: its programs
   * @param newest the one in force: its verifier statuses
   */
  ProofCheck under(MarketPolicy policy, MarketPolicy newest);

  /** A question under policies, as in {@link #under}. */
  record Asked(MarketPolicy policy, MarketPolicy newest, ProofQuestion question) {}

  /**
   * Whether proofs of a task's system are cheaper to verify with others. Those that are not are
   * verified in their turn, so that a turn takes no longer than one of them.
   */
  default boolean gainsFromCompany(PublishedTask task) {
    return true;
  }

  /** What {@link #under} says of each, in their order; many at once may be cheaper. */
  default List<ProofCheck.Outcome> together(List<Asked> asked) {
    return asked.stream()
        .map(one -> {
          ProofQuestion question = one.question();
          return under(one.policy(), one.newest())
              .check(question.task(), question.binding(), question.proof());
        })
        .toList();
  }
}
