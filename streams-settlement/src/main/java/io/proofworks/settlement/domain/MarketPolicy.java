package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import java.util.Map;
import java.util.Optional;

/**
 * The market's parameters as far as settlement needs them. A task is judged by the version it was
 * published under; only the verifier statuses of the newest version count, because an emergency
 * stop must reach tasks that are already out.
 *
 * @param programs what a verifier needs beyond a program's hash, by program hash
 * @param verifierStatus ACTIVE, DEPRECATED or STOPPED by version of a proof system
 * @param tickKey public key of the tickers; without one no tick shows that the log was closed
 * @param rules version of the market's rules that a task is judged by; one that this build knows
 * @param closed whether it says that the market takes nobody new
 */
public record MarketPolicy(
    Hash32 domain,
    int version,
    Map<String, byte[]> programs,
    Map<String, String> verifierStatus,
    Slashing slashing,
    int lateRewardBps,
    int adoptBps,
    int staleCompensationBps,
    int breakerFailures,
    long breakerPauseMs,
    long reputationHalfLifeMs,
    int parkedPerTask,
    int parkedPerProver,
    long aggregatorFee,
    Optional<Hash32> tickKey,
    int rules,
    boolean closed) {

  /** Fractions of a bond in ten-thousandths; {@code burn} is the share of what is slashed. */
  public record Slashing(
      int unrevealed, int invalid, int plagiarism, int delay, int censorship, int burn) {}

  /**
   * A policy.
   *
   * @throws UnknownRulesException before anything can be decided under it
   */
  public MarketPolicy {
    MarketRules.requireKnown(rules, version);
    programs = Map.copyOf(programs);
    verifierStatus = Map.copyOf(verifierStatus);
  }

  /** What a market without a policy goes by: nothing is slashed, nothing waits. */
  public static MarketPolicy none(Hash32 domain) {
    Slashing slashing = new Slashing(0, 0, 0, 0, 0, 0);
    return new MarketPolicy(
        domain,
        0,
        Map.of(),
        Map.of(),
        slashing,
        0,
        0,
        0,
        Integer.MAX_VALUE,
        0,
        1,
        0,
        0,
        0,
        Optional.empty(),
        MarketRules.FIRST,
        false);
  }

  /** Whether no new prover is taken. */
  boolean takesNobodyNew() {
    return closed && rules >= MarketRules.MARKETS_MAY_CLOSE;
  }

  /** Whether a commit may wait behind the assignment of its epoch. */
  boolean letsCommitsWaitForEpochs() {
    return rules >= MarketRules.EPOCHS_THAT_WAIT_TAKE_COMMITS;
  }

  /** Whether an end excuses from when it was appended, though it waits. */
  boolean letsWaitingEndsExcuse() {
    return rules >= MarketRules.ENDS_THAT_WAIT_EXCUSE;
  }

  /** Whether whoever is asked too late to prove is rated for its silence. */
  boolean ratesShortEpochs() {
    return rules < MarketRules.SHORT_EPOCHS_RATE_NOBODY;
  }

  /** Whether what was accepted is a repeat whenever it comes again, and late no more. */
  boolean knowsRepeatsWhenLate() {
    return rules >= MarketRules.REPEATS_ARE_NEVER_LATE;
  }

  /** Whether who reveals late earns only where no other does. */
  boolean ranksLateLast() {
    return rules >= MarketRules.LATE_EARNS_LAST;
  }

  /** Whether whoever gives a task back is heard of, and what it would earn there is others'. */
  boolean hearsWhoGivesBack() {
    return rules >= MarketRules.GIVEN_BACK_IS_TOLD;
  }

  /** Whether stale work is compensated only of before everybody could know. */
  boolean datesStaleWork() {
    return rules >= MarketRules.STALE_WORK_IS_OF_BEFORE;
  }

  /** Whether what is remembered of a prover fades however often it is observed. */
  boolean alwaysFades() {
    return rules >= MarketRules.REPUTATION_ALWAYS_FADES;
  }

  /** Whether a task ends by settlement's word, which then says whether it has a proof. */
  boolean saysWhatEndedTasksHave() {
    return rules >= MarketRules.SETTLEMENT_ENDS_TASKS;
  }

  /** Whether nobody can take the room of whom the market asks by name. */
  boolean keepsRoomForWhoIsAsked() {
    return rules >= MarketRules.ROOM_FOR_WHO_IS_ASKED;
  }

  /** Whether a task under a version that is not known ends as it comes. */
  public boolean failsTasksWithoutPolicy() {
    return rules >= MarketRules.A_TASK_WITHOUT_POLICY_FAILS;
  }

  /** Whether nothing is set aside any more for a batch that is over. */
  boolean endsEscrowWithItsBatch() {
    return rules >= MarketRules.NO_ESCROW_BEHIND_THE_END;
  }

  /** Whether what found no money, or no room, leaves little or nothing behind in its task. */
  public boolean keepsTasksSmall() {
    return rules >= MarketRules.A_TASK_STAYS_SMALL;
  }
}
