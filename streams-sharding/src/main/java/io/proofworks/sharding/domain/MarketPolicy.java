package io.proofworks.sharding.domain;

import io.proofworks.proofs.Program;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The market's parameters as far as distribution needs them.
 *
 * @param programs what tasks may name
 * @param stopped proof systems that take no new work: every version of theirs is stopped
 * @param targetShardWeight wanted weight of a shard
 * @param bondBps bond of a task in ten-thousandths of its reward
 * @param urgencyCapBps the most that urgency adds, in ten-thousandths of the base reward
 * @param diversityCapBps the most that diversity adds to a score, in ten-thousandths of a full
 *     score
 * @param reputationHalfLifeMs after it what is remembered of a prover counts half
 * @param heartbeatTimeoutMs a prover not heard of for so long gets no work
 * @param aggregatorFee per aggregated child, base units
 * @param aggregationScheme id of the scheme that aggregates every batch
 * @param aggregationFanIn children of a node of the aggregation tree, at most
 * @param rules version of the market's rules that is in force with it; one that this build knows
 * @param closed whether it says that the market takes nothing new
 */
public record MarketPolicy(
    String domain,
    int version,
    Map<TaskClass, ClassTerms> classes,
    List<Program> programs,
    Set<String> stopped,
    int targetShardWeight,
    int maxProofBytes,
    int bondBps,
    int urgencyCapBps,
    int diversityCapBps,
    long reputationHalfLifeMs,
    long heartbeatTimeoutMs,
    long aggregatorFee,
    String aggregationScheme,
    int aggregationFanIn,
    int rules,
    boolean closed) {

  /** A child is aggregated once on its way to the root, and once more after a lost lease. */
  private static final long AGGREGATION_BUDGET_PER_TASK = 2;

  public MarketPolicy {
    classes = Map.copyOf(classes);
    programs = List.copyOf(programs);
    stopped = Set.copyOf(stopped);
  }

  /** The terms of a class, empty when the market does not serve it. */
  public Optional<ClassTerms> terms(TaskClass taskClass) {
    return Optional.ofNullable(classes.get(taskClass));
  }

  /** The policy with the reveal window of a class as the measured times ask for. */
  public MarketPolicy after(TaskClass taskClass, RevealTimes measured) {
    Map<TaskClass, ClassTerms> next = new HashMap<>(classes);
    next.computeIfPresent(taskClass, (c, terms) -> terms.after(measured));
    return new MarketPolicy(
        domain,
        version,
        next,
        programs,
        stopped,
        targetShardWeight,
        maxProofBytes,
        bondBps,
        urgencyCapBps,
        diversityCapBps,
        reputationHalfLifeMs,
        heartbeatTimeoutMs,
        aggregatorFee,
        aggregationScheme,
        aggregationFanIn,
        rules,
        closed);
  }

  /** Whether no new request is taken. */
  boolean takesNothingNew() {
    return closed && rules >= MarketRules.MARKETS_MAY_CLOSE;
  }

  /** Whether it is told at once who gives a task back. */
  public boolean tellsWhoGivesBack() {
    return rules >= MarketRules.GIVEN_BACK_IS_TOLD;
  }

  /** Whether the notice of a supersession says from when everybody could know. */
  public boolean datesSupersessions() {
    return rules >= MarketRules.STALE_WORK_IS_OF_BEFORE;
  }

  /** Whether only what a prover would take raises prices. */
  boolean countsWhatIsTaken() {
    return rules >= MarketRules.DEMAND_IS_WHAT_IS_TAKEN;
  }

  /** Whether the schedule's journal says when a commit was appended, and is held to that. */
  public boolean datesCommits() {
    return rules >= MarketRules.COMMITS_ARE_DATED;
  }

  /**
   * Whether provers are asked for what they can do in time: a request leaves them the time of its
   * class, who is expected to be late is asked only if everybody is, and a failed task does not
   * wait for who may never come.
   */
  boolean asksInTime() {
    return rules >= MarketRules.NOBODY_IS_ASKED_TOO_LATE;
  }

  /** Whether nothing dear is done for a request before there is money for it. */
  public boolean asksForMoney() {
    return rules >= MarketRules.MONEY_COMES_BEFORE_EXECUTION;
  }

  /**
   * After it half of what was measured of a prover's pace counts, ms; by rules under which that
   * never fades, longer than anything lasts.
   */
  long paceHalfLifeMs() {
    return asksInTime() ? reputationHalfLifeMs : Long.MAX_VALUE;
  }

  /** The programs of one proof system. */
  public List<Program> programsOf(String proofSystem) {
    return programs.stream().filter(p -> p.proofSystem().equals(proofSystem)).toList();
  }

  /** The program that a request names, if it is listed. */
  Optional<Program> program(Request request) {
    return programsOf(request.proofSystem()).stream()
        .filter(program -> Hash32.of(program.hash()).equals(request.programHash()))
        .findFirst();
  }

  /** What is set aside for aggregating one task's proof, base units. */
  public long aggregationBudget() {
    return Math.multiplyExact(AGGREGATION_BUDGET_PER_TASK, aggregatorFee);
  }
}
