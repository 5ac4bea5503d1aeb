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
   * From here on a commit to an epoch whose assignment waits for an answer of the account side
   * waits behind it; until here it was {@link Reason#FENCED_EPOCH}.
   */
  public static final int EPOCHS_THAT_WAIT_TAKE_COMMITS = 2;

  /**
   * From here on no window closes, and no grace ends, that an end of the task excuses which was
   * appended before and waits for an answer of the account side; until here they did.
   */
  public static final int ENDS_THAT_WAIT_EXCUSE = 2;

  /**
   * From here on nobody is rated for an epoch that the task's last moment has cut short; until here
   * whoever was asked too late to prove counted as silent.
   */
  public static final int SHORT_EPOCHS_RATE_NOBODY = 2;

  /**
   * From here on a record names at once who gives a task back: it is not silent in that epoch, it
   * commits to it no more, and what it had committed to earns nothing against whom the market asks
   * instead. Until here settlement heard nothing of it: it was rated as silent, and its commit was
   * as good as any.
   */
  public static final int GIVEN_BACK_IS_TOLD = 2;

  /**
   * From here on a commit that is revealed late earns nothing against any other that may still be
   * revealed; until here it had the rank of its commit, and whoever was asked instead lost the
   * reward to it.
   */
  public static final int LATE_EARNS_LAST = 2;

  /**
   * From here on a commit is compensated as stale only if it was appended before everybody could
   * know that the batch is superseded; until here also until its notice was.
   */
  public static final int STALE_WORK_IS_OF_BEFORE = 2;

  /**
   * From here on what is remembered of a prover fades however often it is observed; until here not
   * of whoever was observed more often than 256 times in a half-life.
   */
  public static final int REPUTATION_ALWAYS_FADES = 2;

  /**
   * From here on the escrow of a task is refused when its batch was over, and its escrow given
   * back, before the task's was asked for; until here the fees of its aggregation were held for
   * ever.
   */
  public static final int NO_ESCROW_BEHIND_THE_END = 2;

  /**
   * From here on a task forgets commits that found no money once a later epoch has a commit, keeps
   * so many of one epoch and no more, and takes no commit that would fill what a record holds.
   */
  public static final int A_TASK_STAYS_SMALL = 2;

  /**
   * From here on a request leaves provers all the time that its class has for a commit, a task goes
   * to nobody who is expected to be late while somebody else could have it that was not silent when
   * last asked, what was measured of a prover's pace fades, and those that failed on one are kept
   * waiting for others no longer than that time. Until here a moment was enough, the score alone
   * decided, a pace was for ever, and they waited until the last such time.
   */
  public static final int NOBODY_IS_ASKED_TOO_LATE = 2;

  /**
   * From here on settlement's word ends a task that sharding closes: a proof that was revealed
   * before the notice counts for the batch, however late settlement is. Until here the notice ended
   * the batch, though settlement paid for that proof.
   */
  public static final int SETTLEMENT_ENDS_TASKS = 2;

  /**
   * From here on the first commit of whoever is asked by name has room to wait, and what the market
   * itself has waiting takes none; until here others could fill it.
   */
  public static final int ROOM_FOR_WHO_IS_ASKED = 2;

  /**
   * From here on a task of a policy that settlement does not know has failed when nobody can prove
   * it any more, and its batch with it; until here neither ended.
   */
  public static final int A_TASK_WITHOUT_POLICY_FAILS = 2;

  /**
   * From here on, when there is no room for all requests that wait for their tasks, one is dropped
   * of whoever has the most waiting; until here the oldest was, so that a few who asked for all
   * that one may pushed out everybody else's.
   */
  public static final int ROOM_FOR_REQUESTS_IS_SHARED = 2;

  /**
   * From here on that of a requester's waiting requests is dropped which has the lowest nonce, one
   * whose deadline has passed takes no room, and one of a batch with tasks needs none; until here a
   * requester that had all waiting that one may was heard no more, and its old requests, which
   * anybody may write again, did that to its new ones.
   */
  public static final int NEW_REQUESTS_FIND_ROOM = 2;

  /**
   * From here on a batch whose shards are proven fails when its request is still not known an hour
   * later; until here its fees were held for ever.
   */
  public static final int NO_BATCH_WAITS_FOR_EVER = 2;

  /**
   * From here on the schedule's journal says when each commit was appended, and an audit holds that
   * to settlement's verdict; until here it did not say so.
   */
  public static final int COMMITS_ARE_DATED = 2;

  /**
   * From here on of what waits only that raises prices which a prover that works would take; until
   * here all of it did, also what nobody could, so that an escrow that comes back raised them for
   * everybody.
   */
  public static final int DEMAND_IS_WHAT_IS_TAKEN = 2;

  /**
   * From here on a proof of a batch that has no task in aggregation, or none any more, is forgotten
   * a day later; until here it was kept for ever.
   */
  public static final int NO_PROOF_WAITS_FOR_EVER = 2;

  /**
   * From here on a policy may close its market, which then takes no new requests and no new
   * provers; until here it said nothing of that.
   */
  public static final int MARKETS_MAY_CLOSE = 2;

  /**
   * From here on a request is executed for whoever is known to have money, as far as that goes, and
   * for all others together little; until here for everybody, and asking is free.
   */
  public static final int MONEY_COMES_BEFORE_EXECUTION = 2;

  /** The newest that this build knows; it knows all before it. */
  public static final int NEWEST = 2;

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
