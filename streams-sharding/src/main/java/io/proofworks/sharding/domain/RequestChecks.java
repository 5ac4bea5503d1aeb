package io.proofworks.sharding.domain;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request that its requester signed for this market, cheap checks before dear ones:
 * policy, repeat, whether the market is closed, class, proof system and binding, trace commitment,
 * time, what it costs at least, whether somebody bears that, and then the execution of the trace,
 * whether what follows from it fits, whether it can be aggregated, and what it costs. A repeat,
 * also of what was refused, is found before the trace is executed, or replaying someone's request
 * would cost the market an execution each.
 */
public final class RequestChecks {

  /** Settlement takes no task that lasts longer: a year, in ms. */
  private static final long MAX_AHEAD_MS = 365L * 24 * 3_600_000;

  /** What a request takes that is not executed, ms of a core: answers, tasks, and their end. */
  private static final long LEAST_EFFORT_MS = 3;

  /** What is executed in a millisecond weighs so much when it is proved: transfers do. */
  private static final long WEIGHT_OF_A_MS = 10;

  private final VerifierRegistry verifiers;
  private final Map<String, AggregationScheme> schemes;
  private final Map<String, TraceSplitter> splitters;
  private final BatchLimits limits;

  /**
   * @param schemes over the same verifiers, by id
   * @param splitters by proof system
   * @param limits of the records that follow from a request
   */
  public RequestChecks(
      VerifierRegistry verifiers,
      Map<String, AggregationScheme> schemes,
      Map<String, TraceSplitter> splitters,
      BatchLimits limits) {
    this.verifiers = verifiers;
    this.schemes = Map.copyOf(schemes);
    this.splitters = Map.copyOf(splitters);
    this.limits = limits;
  }

  /**
   * What a request is judged against.
   *
   * @param policy null before the market has one
   * @param known what became of an earlier request of that id
   * @param refused whether the same request was refused before
   * @param digest of the request, as its requester signed it
   * @param now its log time
   * @param means of its requester
   */
  public record Circumstances(
      @Nullable MarketPolicy policy,
      @Nullable BatchState known,
      boolean refused,
      Hash32 digest,
      long now,
      Means means) {}

  /** Judges a request. */
  public Outcome judge(Request request, Circumstances given) {
    MarketPolicy policy = given.policy();
    if (policy == null) {
      return refused(Reason.WRONG_DOMAIN, "this market has no policy so far");
    }
    return repeat(given)
        .or(() -> closed(policy))
        .or(() -> terms(request, policy, given.now()))
        .orElseGet(() -> split(request, policy, given));
  }

  /** The batchId covers the work; the rest of a request may be signed anew and differ. */
  private static Optional<Outcome> repeat(Circumstances given) {
    BatchState known = given.known();
    if (known == null) {
      return given.refused()
          ? no(Reason.DUPLICATE, "refused before, and for good: sign another request")
          : Optional.empty();
    }
    String first = known.request().requestDigest();
    return first.equals(given.digest().hex())
        ? no(Reason.DUPLICATE, "this batch was accepted before")
        : no(Reason.DIGEST_MISMATCH, "the batch is another request, of digest " + first);
  }

  private static Optional<Outcome> closed(MarketPolicy policy) {
    return policy.takesNothingNew()
        ? no(Reason.MARKET_CLOSED, "policy " + policy.version() + " takes no new requests")
        : Optional.empty();
  }

  private Optional<Outcome> terms(Request request, MarketPolicy policy, long now) {
    Optional<ClassTerms> terms = policy.terms(request.taskClass());
    Optional<ProofSystem> system = verifiers.system(request.proofSystem());
    if (terms.isEmpty()) {
      return no(Reason.UNKNOWN_TASK, "the policy has no class " + request.taskClass());
    }
    if (system.isEmpty() || !splitters.containsKey(request.proofSystem())) {
      return no(Reason.UNKNOWN_TASK, "no proof system " + request.proofSystem());
    }
    if (policy.stopped().contains(request.proofSystem())) {
      return no(Reason.VERIFIER_STOPPED, request.proofSystem() + " is stopped");
    }
    if (request.binding() == Binding.IN_PROOF && !system.get().bindsProver()) {
      return no(Reason.MALFORMED, request.proofSystem() + " cannot carry a binding");
    }
    if (!Keccak.hash(request.trace()).equals(request.inputCommitment())) {
      return no(Reason.DIGEST_MISMATCH, "inputCommitment is not the digest of the trace");
    }
    return untimely(request, terms.get(), policy, now);
  }

  /**
   * Whoever is asked has the commit timeout of the class, also if it is asked at the last moment at
   * which the request could have come: nobody is asked for what cannot be done in the time.
   */
  private static Optional<Outcome> untimely(
      Request request, ClassTerms terms, MarketPolicy policy, long now) {
    if (request.deadline() > now + MAX_AHEAD_MS) {
      return no(Reason.MALFORMED, "the deadline is more than a year away");
    }
    long commitBy = commitBy(request, terms);
    if (!policy.asksInTime()) {
      return commitBy > now
          ? Optional.empty()
          : no(Reason.COMMIT_CLOSED, "a reveal after a commit made now would miss the deadline");
    }
    return commitBy >= now + terms.commitTimeoutMs()
        ? Optional.empty()
        : no(Reason.COMMIT_CLOSED, tooSoon(request.deadline(), terms, now));
  }

  private static String tooSoon(long deadline, ClassTerms terms, long now) {
    return "the deadline is %d, and %d at the least: %d ms for a commit and %d ms for its reveal after %d, when this was appended"
        .formatted(
            deadline, now + terms.epochMs(), terms.commitTimeoutMs(), terms.revealWindowMs(), now);
  }

  /**
   * Last log time at which a first commit is of use: its reveal must still be before the deadline.
   */
  public static long commitBy(Request request, ClassTerms terms) {
    return request.deadline() < Long.MIN_VALUE + terms.revealWindowMs()
        ? Long.MIN_VALUE
        : request.deadline() - terms.revealWindowMs();
  }

  private Outcome split(Request request, MarketPolicy policy, Circumstances given) {
    TraceSplitter splitter = splitters.get(request.proofSystem());
    if (splitter == null) {
      throw new IllegalStateException("checked before: " + request.proofSystem());
    }
    long weight = splitter.leastWeight(request, policy);
    long least = priceOf(weight, request, policy);
    if (least > request.maxReward()) {
      return refused(
          Reason.INSUFFICIENT_BOND,
          "the batch costs at least " + least + ", maxReward is " + request.maxReward());
    }
    return unborne(request, policy, weight, splitter.executionMs(request), given.means())
        .orElseGet(() -> split(splitter, request, policy, given.now()));
  }

  /** Who has little money may have little executed, whatever it would pay for what comes of it. */
  private static Optional<Outcome> unborne(
      Request request, MarketPolicy policy, long weight, long executionMs, Means means) {
    long effort = LEAST_EFFORT_MS + executionMs;
    long worth = priceOf(Math.max(weight, WEIGHT_OF_A_MS * effort), request, policy);
    return !policy.asksForMoney() || means.bear(worth, effort)
        ? Optional.empty()
        : no(
            Reason.INSUFFICIENT_BOND,
            "it takes %d of free money for ten seconds, of its requester's about %d is known: sign another request once more is"
                .formatted(worth, means.known()));
  }

  private Outcome split(TraceSplitter splitter, Request request, MarketPolicy policy, long now) {
    return switch (splitter.split(request, policy)) {
      case Split.Refused(Reason reason, String detail) -> refused(reason, detail);
      case Split.Shards(List<PlannedShard> shards) ->
          unproved(shards)
              .or(() -> unfit(request, shards, policy))
              .or(() -> unaggregated(shards, policy))
              .orElseGet(() -> price(request, shards, policy, now));
    };
  }

  /** Escrow is taken at least for the base rewards. */
  private static long priceOf(long weight, Request request, MarketPolicy policy) {
    long unit = policy.terms(request.taskClass()).orElseThrow().unitPrice();
    try {
      return Amounts.multiply(unit, weight);
    } catch (ArithmeticException tooDear) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * What no proof can ever be valid for must not be begun: a key that is unsound or unknown here,
   * or public inputs that no proof has.
   */
  private Optional<Outcome> unproved(List<PlannedShard> shards) {
    return shards.stream()
        .flatMap(shard ->
            verifiers
                .system(shard.program().proofSystem())
                .flatMap(system -> system.obstacle(shard.program(), shard.publicInputs()))
                .stream())
        .findFirst()
        .map(why -> refused(Reason.UNSUPPORTED, why));
  }

  /** What no record could carry, and what would be proved twice and paid once. */
  private Optional<Outcome> unfit(Request request, List<PlannedShard> shards, MarketPolicy policy) {
    int mostBytes =
        verifiers.system(request.proofSystem()).map(ProofSystem::maxProofBytes).orElse(0);
    int inputs = request.publicInputs().length;
    Optional<String> over = limits.exceeded(shards, inputs, scheme(policy), policy, mostBytes);
    if (over.isPresent()) {
      return no(Reason.OVERSIZED, over.get());
    }
    long statements = shards.stream().map(RequestChecks::statement).distinct().count();
    return statements == shards.size()
        ? Optional.empty()
        : no(Reason.DUPLICATE, "two shards say the same, and a statement is paid for once");
  }

  private static Hash32 statement(PlannedShard shard) {
    return Keccak.hash(
        shard.program().hash(),
        Keccak.hash(shard.publicInputs()).bytes(),
        Keccak.hash(shard.trace()).bytes());
  }

  private AggregationScheme scheme(MarketPolicy policy) {
    AggregationScheme scheme = schemes.get(policy.aggregationScheme());
    if (scheme == null) {
      throw new IllegalStateException(
          "policy %d aggregates by %s, which is not among %s: external.command and snarkpack.ceremonies bring schemes"
              .formatted(policy.version(), policy.aggregationScheme(), schemes.keySet()));
    }
    return scheme;
  }

  /** A batch that no aggregator could finish must not be begun. */
  private Optional<Outcome> unaggregated(List<PlannedShard> shards, MarketPolicy policy) {
    AggregationScheme scheme = scheme(policy);
    return scheme
        .obstacle(shards.stream().map(PlannedShard::program).toList())
        .map(why ->
            refused(
                Reason.UNKNOWN_TASK,
                "%s aggregates the batches of this market, and not these %d shards: %s"
                    .formatted(scheme.id(), shards.size(), why)));
  }

  private Outcome price(Request request, List<PlannedShard> shards, MarketPolicy policy, long now) {
    ClassTerms terms = policy.terms(request.taskClass()).orElseThrow();
    try {
      return affordable(request, priced(shards, terms, policy, request.deadline() - now), policy);
    } catch (ArithmeticException tooDear) {
      return refused(Reason.INSUFFICIENT_BOND, "the batch costs more than any amount");
    }
  }

  private static List<Outcome.Priced> priced(
      List<PlannedShard> shards, ClassTerms terms, MarketPolicy policy, long timeLeft) {
    List<Outcome.Priced> priced = new ArrayList<>();
    for (PlannedShard shard : shards) {
      Quote quote = Pricing.quote(shard.weight(), terms, policy, timeLeft);
      priced.add(new Outcome.Priced(shard, quote));
    }
    return priced;
  }

  private static Outcome affordable(
      Request request, List<Outcome.Priced> tasks, MarketPolicy policy) {
    long cost = 0;
    for (Outcome.Priced task : tasks) {
      long most = Amounts.add(task.quote().maxReward(), policy.aggregationBudget());
      cost = Amounts.add(cost, most);
    }
    return cost <= request.maxReward()
        ? new Outcome.Accepted(tasks)
        : refused(
            Reason.INSUFFICIENT_BOND,
            "the batch may cost " + cost + ", maxReward is " + request.maxReward());
  }

  private static Optional<Outcome> no(Reason reason, String detail) {
    return Optional.of(refused(reason, detail));
  }

  private static Outcome refused(Reason reason, String detail) {
    return new Outcome.Refused(reason, detail);
  }
}
