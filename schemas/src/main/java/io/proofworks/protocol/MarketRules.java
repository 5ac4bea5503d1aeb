package io.proofworks.protocol;

/**
 * The versions of the market's rules. A policy names the one that is in force with it, and what is
 * decided under the policy is decided by that one, whatever build decides or replays it: a rule
 * changes with a version here and a policy that names it, never with a deployment. All versions
 * stay in the code as long as logs have policies of them.
 */
public final class MarketRules {

  /** That of policies from before they named one. */
  public static final int FIRST = 1;

  /**
   * From here on a reveal that was accepted, and comes again when window and grace are over, is
   * answered {@link Reason#DUPLICATE} as before; until here it was {@link Reason#REVEAL_LATE},
   * which says that its author has lost the bond.
   */
  public static final int REPEATS_ARE_NEVER_LATE = 2;

  /**
   * From here on a request leaves provers all the time that its class has for a commit, a task goes
   * to nobody who is expected to be late while somebody else could have it, and those that failed
   * on one are kept waiting for others no longer than that time. Until here a moment was enough,
   * the score alone decided, and they waited until the last such time.
   */
  public static final int NOBODY_IS_ASKED_TOO_LATE = 2;

  /** The newest that this build knows; it knows all before it. */
  public static final int NEWEST = REPEATS_ARE_NEVER_LATE;

  /** Versions count up by one; what is above this is a slip, which every build answers as such. */
  public static final int MOST = 1_000;

  private MarketRules() {}

  /**
   * The version, if this build knows it.
   *
   * @param policy the version of the policy that names it, for the error
   * @throws UnknownRulesException if not: nothing may be decided under that policy here
   */
  public static int requireKnown(int rules, int policy) {
    if (rules < FIRST || rules > NEWEST) {
      throw new UnknownRulesException(rules, policy);
    }
    return rules;
  }
}
