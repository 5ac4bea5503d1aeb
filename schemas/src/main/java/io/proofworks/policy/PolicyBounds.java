package io.proofworks.policy;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.PlainText;
import io.proofworks.protocol.SessionKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What every policy has to keep to, whoever wrote it to the log. It is looked at where a policy is
 * decoded, so that whoever publishes, reads or replays one takes the same ones: one that is out of
 * bounds is no policy, and the one before it stays in force.
 */
public final class PolicyBounds {

  /** Words of {@code verifierStatus}. */
  public static final Set<String> STATUSES = Set.of("ACTIVE", "DEPRECATED", "STOPPED");

  /** UTF-16 units of a word. */
  private static final int MOST_TEXT = 256;

  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long WEEK = Duration.ofDays(7).toMillis();
  private static final long YEAR = Duration.ofDays(365).toMillis();

  /** Ten times the whole. */
  private static final int TENFOLD = 10 * Amounts.BPS;

  /** A million whole units: times the children of a node, or a share of it, it stays in range. */
  private static final long MONEY = 1_000_000_000_000L;

  /** A thousand whole units for a thousand constraints. */
  private static final long UNIT_PRICE = 1_000_000_000L;

  /** A reveal of such a proof fits {@code market.reveals} with all that stands beside it. */
  private static final int PROOF_BYTES = 192 * 1024;

  /** What waiting records may hold of one task. */
  private static final long PARKED_BYTES = 64L << 20;

  private static final String TIME = "a time in ms";
  private static final String SHARE = "a share in ten-thousandths";
  private static final String TIMES = "ten-thousandths, at most ten times the whole";
  private static final String AMOUNT = "an amount in base units whose sums have to stay in range";

  /** Of each class. */
  public static final List<Bound<ClassPolicy>> OF_A_CLASS =
      List.of(
          new Bound<>("unitPrice", ClassPolicy::getUnitPrice, 0, UNIT_PRICE, AMOUNT),
          new Bound<>(
              "redundancy", ClassPolicy::getRedundancy, 1, 16, "provers that are paid for a task"),
          new Bound<>("commitTimeoutMs", ClassPolicy::getCommitTimeoutMs, 1, WEEK, TIME),
          new Bound<>("revealWindowMs", ClassPolicy::getRevealWindowMs, 1, DAY, TIME),
          new Bound<>("lateGraceMs", ClassPolicy::getLateGraceMs, 0, DAY, TIME),
          new Bound<>("minRewardBps", ClassPolicy::getMinRewardBps, 0, TENFOLD, TIMES),
          new Bound<>("maxRewardBps", ClassPolicy::getMaxRewardBps, 0, TENFOLD, TIMES),
          new Bound<>("maxEpochs", ClassPolicy::getMaxEpochs, 1, 100, "each keeps its commits"),
          new Bound<>("revealWindowMinMs", ClassPolicy::getRevealWindowMinMs, 0, DAY, TIME),
          new Bound<>("revealWindowMaxMs", ClassPolicy::getRevealWindowMaxMs, 0, DAY, TIME),
          new Bound<>(
              "revealWindowSamples",
              ClassPolicy::getRevealWindowSamples,
              0,
              256,
              "so many times are kept"));

  /** Of the policy itself. */
  public static final List<Bound<Policy>> OF_ALL =
      List.of(
          new Bound<>("version", Policy::getVersion, 1, Integer.MAX_VALUE, "versions count up"),
          new Bound<>(
              "targetShardWeight",
              Policy::getTargetShardWeight,
              1,
              1_000_000_000,
              "a shard has a weight"),
          new Bound<>(
              "maxProofBytes",
              Policy::getMaxProofBytes,
              1,
              PROOF_BYTES,
              "a reveal has to fit its topic"),
          new Bound<>("bondBps", Policy::getBondBps, 0, TENFOLD, TIMES),
          share("slashUnrevealedBps", Policy::getSlashUnrevealedBps),
          share("slashInvalidBps", Policy::getSlashInvalidBps),
          share("slashPlagiarismBps", Policy::getSlashPlagiarismBps),
          share("slashDelayBps", Policy::getSlashDelayBps),
          share("slashCensorshipBps", Policy::getSlashCensorshipBps),
          share("lateRewardBps", Policy::getLateRewardBps),
          share("burnBps", Policy::getBurnBps),
          share("staleCompensationBps", Policy::getStaleCompensationBps),
          new Bound<>("urgencyCapBps", Policy::getUrgencyCapBps, 0, TENFOLD, TIMES),
          share("diversityCapBps", Policy::getDiversityCapBps),
          share("adoptBps", Policy::getAdoptBps),
          new Bound<>(
              "breakerFailures",
              Policy::getBreakerFailures,
              1,
              1_000_000,
              "failures that pause a prover"),
          new Bound<>("breakerPauseMs", Policy::getBreakerPauseMs, 0, WEEK, TIME),
          new Bound<>("reputationHalfLifeMs", Policy::getReputationHalfLifeMs, 1, 10 * YEAR, TIME),
          new Bound<>("heartbeatTimeoutMs", Policy::getHeartbeatTimeoutMs, 1, DAY, TIME),
          new Bound<>(
              "parkedPerTask", Policy::getParkedPerTask, 0, 4_096, "records that wait are held"),
          new Bound<>(
              "parkedPerProver",
              Policy::getParkedPerProver,
              0,
              4_096,
              "records that wait are held"),
          new Bound<>(
              "aggregationFanIn", Policy::getAggregationFanIn, 1, 1_024, "children of a node"),
          new Bound<>("aggregationLeaseMs", Policy::getAggregationLeaseMs, 1, WEEK, TIME),
          new Bound<>(
              "aggregationMaxEpochs", Policy::getAggregationMaxEpochs, 1, 100, "jobs of a node"),
          new Bound<>("aggregatorBond", Policy::getAggregatorBond, 0, MONEY, AMOUNT),
          new Bound<>("aggregatorFee", Policy::getAggregatorFee, 0, MONEY, AMOUNT),
          new Bound<>(
              "rules",
              Policy::getRules,
              MarketRules.FIRST,
              MarketRules.MOST,
              "versions count up by one"));

  /**
   * Whether a version of the rules is known is a build's own matter, and makes nobody pass over a
   * policy: some would go by it and others by the one before, as they were deployed.
   */
  private static final Bound<Policy> RULES_HERE =
      new Bound<>(
          "rules",
          Policy::getRules,
          MarketRules.FIRST,
          MarketRules.NEWEST,
          "the versions that this build knows; a newer one publishes others");

  /** What no figure says alone. */
  private static final List<Function<Policy, Optional<String>>> RULES =
      List.of(
          PolicyBounds::ids,
          PolicyBounds::statuses,
          PolicyBounds::programs,
          PolicyBounds::classes,
          PolicyBounds::parked,
          PolicyBounds::lateness);

  private PolicyBounds() {}

  private static Bound<Policy> share(String field, ToLongFunction<Policy> of) {
    return new Bound<>(field, of, 0, Amounts.BPS, SHARE);
  }

  /** The first field that is out of its bounds, with the bounds, in words; empty if none is. */
  public static Optional<String> excess(Policy policy) {
    return Stream.concat(
            OF_ALL.stream().map(bound -> bound.excess("", policy)),
            RULES.stream().map(rule -> rule.apply(policy)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * The same for whoever publishes one: rules that this build does not know are refused as well,
   * for on the log they would end every application of this build.
   */
  public static Optional<String> excessHere(Policy policy) {
    return excess(policy).or(() -> RULES_HERE.excess("", policy)).or(() -> closes(policy));
  }

  /** By older rules it would close nothing, though it says so. */
  private static Optional<String> closes(Policy policy) {
    return policy.getClosed() && policy.getRules() < MarketRules.MARKETS_MAY_CLOSE
        ? wrong(
            "rules",
            policy.getRules(),
            "at least " + MarketRules.MARKETS_MAY_CLOSE + " in a policy that is closed")
        : Optional.empty();
  }

  private static Optional<String> ids(Policy policy) {
    String key = policy.getTickKey();
    if (Hash32.tryParse(policy.getDomain()).isEmpty()) {
      return wrong("domain", policy.getDomain(), "0x and 64 hex digits");
    }
    if (!key.isEmpty() && !isPublicKey(key)) {
      return wrong("tickKey", key, "empty, or 0x and the 64 hex digits of an Ed25519 public key");
    }
    return isWord(policy.getAggregationScheme())
        ? Optional.empty()
        : wrong("aggregationScheme", policy.getAggregationScheme(), "the id of a scheme");
  }

  /** A stop that is misspelt would stop nothing. */
  private static Optional<String> statuses(Policy policy) {
    for (Map.Entry<String, String> status : policy.getVerifierStatus().entrySet()) {
      if (!STATUSES.contains(status.getValue())) {
        return wrong(
            "verifierStatus of " + status.getKey(),
            status.getValue(),
            "ACTIVE, DEPRECATED or STOPPED");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> programs(Policy policy) {
    Set<String> seen = new HashSet<>();
    for (ProgramEntry program : policy.getPrograms()) {
      String hash = program.getProgramHash();
      if (Hash32.tryParse(hash).isEmpty()) {
        return wrong("programs.programHash", hash, "0x and 64 hex digits");
      }
      if (!isWord(program.getProofSystem())) {
        return wrong("programs.proofSystem", program.getProofSystem(), "the id of a proof system");
      }
      if (!seen.add(hash)) {
        return wrong("programs.programHash", hash, "another one in each entry");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> classes(Policy policy) {
    Set<String> seen = new HashSet<>();
    for (ClassPolicy one : policy.getClasses()) {
      if (!seen.add(one.getTaskClass())) {
        return wrong("classes.taskClass", one.getTaskClass(), "another one in each entry");
      }
      Optional<String> found = ofClass(one, policy);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofClass(ClassPolicy one, Policy policy) {
    String where = PlainText.sentence(one.getTaskClass()) + ".";
    Optional<String> figure =
        OF_A_CLASS.stream().flatMap(bound -> bound.excess(where, one).stream()).findFirst();
    if (figure.isPresent()) {
      return figure;
    }
    if (one.getMaxRewardBps() < one.getMinRewardBps()) {
      return wrong(
          where + "maxRewardBps",
          one.getMaxRewardBps(),
          "at least minRewardBps, " + one.getMinRewardBps() + ": the ramp of a waiting task rises");
    }
    int compensated = one.getRedundancy() * policy.getStaleCompensationBps();
    if (compensated > Amounts.BPS) {
      return wrong(
          "staleCompensationBps",
          policy.getStaleCompensationBps(),
          "at most 10000 for all " + one.getRedundancy() + " of " + where + "redundancy together");
    }
    return window(where, one);
  }

  private static Optional<String> window(String where, ClassPolicy one) {
    if (one.getRevealWindowMaxMs() < one.getRevealWindowMinMs()) {
      return wrong(
          where + "revealWindowMaxMs",
          one.getRevealWindowMaxMs(),
          "at least revealWindowMinMs, " + one.getRevealWindowMinMs());
    }
    return one.getRevealWindowSamples() > 0 && one.getRevealWindowMinMs() == 0
        ? wrong(where + "revealWindowMinMs", 0, "at least 1 where the window follows samples")
        : Optional.empty();
  }

  private static Optional<String> parked(Policy policy) {
    long held = (long) policy.getParkedPerTask() * policy.getMaxProofBytes();
    return held > PARKED_BYTES
        ? wrong(
            "parkedPerTask",
            policy.getParkedPerTask(),
            "such that so many proofs of maxProofBytes are at most " + PARKED_BYTES + " bytes")
        : Optional.empty();
  }

  /** Else who is late would do better to reveal nothing. */
  private static Optional<String> lateness(Policy policy) {
    return policy.getSlashDelayBps() > policy.getSlashUnrevealedBps()
        ? wrong(
            "slashDelayBps",
            policy.getSlashDelayBps(),
            "at most slashUnrevealedBps, " + policy.getSlashUnrevealedBps())
        : Optional.empty();
  }

  private static boolean isPublicKey(String text) {
    return Hash32.tryParse(text).filter(key -> SessionKey.isPublicKey(key.bytes())).isPresent();
  }

  private static boolean isWord(String text) {
    return !text.isEmpty() && text.length() <= MOST_TEXT && PlainText.isPlain(text);
  }

  private static Optional<String> wrong(String field, Object value, String bound) {
    return Optional.of(
        PlainText.sentence("%s is %s, which has to be %s".formatted(field, value, bound)));
  }
}
