package io.proofworks.aggregation.domain;

import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a submitted aggregate, cheap ones first, in the order of the reasons. The first
 * that fails is the answer. Before the signature the submission has no author: nothing is said of
 * anybody, and nothing can cost the holder of the lease anything.
 */
final class AggregateCheck {

  /** What an encoding may add to the most that the scheme says. */
  private static final long ENVELOPE = 1024;

  /** So that the answer fits its topic however many children a job has. */
  private static final int MOST_FINDINGS = 64;

  private final BatchCase state;
  private final Node node;
  private final Input.Submitted work;
  private final Rules rules;

  private AggregateCheck(BatchCase state, Node node, Input.Submitted work, Rules rules) {
    this.state = state;
    this.node = node;
    this.work = work;
    this.rules = rules;
  }

  /** Rules on a submission for a batch in that state; null when the batch is not known. */
  static Ruling rule(@Nullable BatchCase state, Input.Submitted work, Market market) {
    Optional<Node> node =
        Optional.ofNullable(state).flatMap(known -> known.tree().node(work.nodeId()));
    Rules rules = state == null ? null : market.of(state.facts());
    if (state == null || node.isEmpty() || rules == null) {
      return misplaced(work).orElseGet(() -> unknown(work));
    }
    return new AggregateCheck(state, node.get(), work, rules).rule(market.registry());
  }

  private Ruling rule(Market.Registry registry) {
    Optional<Ruling.Refused> refused =
        oversized()
            .or(() -> misplaced(work))
            .or(this::unknownJob)
            .or(this::wrongDomain)
            .or(this::fenced)
            .or(() -> unregistered(registry))
            .or(this::notAssigned);
    return refused
        .<Ruling>map(refusal -> refusal)
        .orElseGet(() -> author(registry).map(this::rule).orElseGet(AggregateCheck::unsigned));
  }

  private Ruling rule(Author author) {
    return stale()
        .or(this::duplicate)
        .or(this::incomplete)
        .<Ruling>map(refusal -> refusal.of(author))
        .orElseGet(() -> verified(author));
  }

  private Optional<Ruling.Refused> oversized() {
    long limit = ENVELOPE + rules.scheme().mostBytes(node.leaves().size(), longestProofs());
    return work.aggregate().length <= limit
        ? Optional.empty()
        : Ruling.refuse(
            Reason.OVERSIZED,
            work.aggregate().length + " bytes, at most " + limit + " for this job");
  }

  /** A proof that was adopted may be longer than this batch's policy takes. */
  private long longestProofs() {
    return state.facts().children(node).stream()
        .mapToLong(child -> Math.max(child.proofBytes(), rules.policy().maxProofBytes()))
        .sum();
  }

  private static Optional<Ruling.Refused> misplaced(Input.Submitted work) {
    return work.position().partition() == work.rightPartition()
        ? Optional.empty()
        : Ruling.refuse(
            Reason.WRONG_PARTITION,
            "in partition %d; batch %s belongs in %d (murmur2)"
                .formatted(work.position().partition(), work.batchId(), work.rightPartition()));
  }

  private static Ruling.Refused unknown(Input.Submitted work) {
    return Ruling.refuse(
            Reason.UNKNOWN_TASK, "no node " + work.nodeId() + " in batch " + work.batchId())
        .orElseThrow();
  }

  private Optional<Ruling.Refused> unknownJob() {
    boolean named = rules.jobId(work.batchId(), work.nodeId()).hex().equals(work.jobId());
    return named
        ? Optional.empty()
        : Ruling.refuse(
            Reason.UNKNOWN_TASK, "no job " + work.jobId() + " at node " + work.nodeId());
  }

  private Optional<Ruling.Refused> wrongDomain() {
    return work.domain().equals(state.facts().domain())
        ? Optional.empty()
        : Ruling.refuse(Reason.WRONG_DOMAIN, "this batch is of " + state.facts().domain());
  }

  private Optional<Ruling.Refused> fenced() {
    return node.isLive(work.epoch())
        ? Optional.empty()
        : Ruling.refuse(
            Reason.FENCED_EPOCH,
            "epoch " + work.epoch() + " has no lease; the last one issued is " + node.epoch());
  }

  private Optional<Ruling.Refused> unregistered(Market.Registry registry) {
    return signers(registry).isEmpty()
        ? Ruling.refuse(Reason.UNREGISTERED, work.aggregatorId() + " has no valid registration")
        : Optional.empty();
  }

  /** The session keys that spoke for its author when it was appended. */
  private List<byte[]> signers(Market.Registry registry) {
    return registry
        .find(work.aggregatorId())
        .map(aggregator -> aggregator.signersAt(work.position().time()))
        .orElse(List.of());
  }

  private Optional<Ruling.Refused> notAssigned() {
    return node.holders().getLast().equals(work.aggregatorId())
        ? Optional.empty()
        : Ruling.refuse(Reason.NOT_ASSIGNED, "the lease is another aggregator's");
  }

  private Optional<Author> author(Market.Registry registry) {
    return signers(registry).stream().flatMap(key -> work.signature().by(key).stream()).findFirst();
  }

  private static Ruling unsigned() {
    return Ruling.refuse(Reason.BAD_SIGNATURE, "not signed with the aggregator's session key")
        .orElseThrow();
  }

  private Optional<Ruling.Refused> stale() {
    return switch (state) {
      case BatchCase.Collecting ignored -> Optional.empty();
      case BatchCase.Aggregating ignored -> Optional.empty();
      case BatchCase.Settled ignored -> Optional.empty();
      case BatchCase.Failed ignored -> Ruling.refuse(Reason.STALE, "the batch has failed");
      case BatchCase.Superseded ignored -> Ruling.refuse(Reason.STALE, "the batch was superseded");
    };
  }

  private Optional<Ruling.Refused> duplicate() {
    return node.state() instanceof NodeState.Verified verified
        ? Ruling.refuse(
            Reason.DUPLICATE,
            verified.digest().equals(work.digest())
                ? "accepted before"
                : "another aggregate of this job was accepted before")
        : Optional.empty();
  }

  private Optional<Ruling.Refused> incomplete() {
    Set<String> named = new HashSet<>(work.childTaskIds());
    List<String> leftOut = leaves().stream().filter(taskId -> !named.contains(taskId)).toList();
    return leftOut.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ruling.Refused(
                Reason.INCOMPLETE_AGGREGATE,
                leftOut.size() + " of " + node.leaves().size() + " children left out",
                leftOut.stream()
                    .limit(MOST_FINDINGS)
                    .map(taskId -> new Effect.Finding("leftOut", taskId))
                    .toList(),
                Fault.CENSORSHIP,
                null,
                null));
  }

  private List<String> leaves() {
    return node.leaves().stream().map(leaf -> state.facts().shardAt(leaf).taskId()).toList();
  }

  private Ruling verified(Author author) {
    if (!(node.state() instanceof NodeState.Leased lease)) {
      throw new IllegalStateException("node " + node.id() + " has no lease but passed its checks");
    }
    if (!work.childTaskIds().equals(leaves())) {
      return Ruling.fault(
              Fault.INVALID_AGGREGATE,
              Reason.INVALID_PROOF,
              "not the job's children in shard order")
          .of(author);
    }
    List<Statement> statements = rules.statements(state.facts(), node.leaves());
    return switch (verify(statements, node.epoch(), work.aggregatorId())) {
      case ProofVerdict.Valid ignored -> new Ruling.Accepted(node, lease, author);
      case ProofVerdict.NonCanonical(String detail) ->
          Ruling.fault(Fault.INVALID_AGGREGATE, Reason.NON_CANONICAL, detail).of(author);
      case ProofVerdict.Stopped(String version) ->
          Ruling.fault(Fault.UNJUDGED, Reason.VERIFIER_STOPPED, version + " is stopped").of(author);
      case ProofVerdict.Unsupported(String detail) ->
          Ruling.fault(Fault.UNKNOWN_FORM, Reason.UNSUPPORTED, detail).of(author);
      case ProofVerdict.Invalid(String detail) -> invalid(statements, detail).of(author);
    };
  }

  private ProofVerdict verify(List<Statement> statements, int epoch, String aggregatorId) {
    byte[] binding = rules.binding(work.batchId(), node.id(), epoch, aggregatorId);
    return rules.scheme().verify(work.aggregate(), statements, binding);
  }

  /** It may be another's: the proof of it is that it verifies under an earlier holder's binding. */
  private Ruling.Refused invalid(List<Statement> statements, String detail) {
    for (int epoch = 1; epoch < node.epoch(); epoch++) {
      String holder = node.holders().get(epoch - 1);
      if (!holder.equals(work.aggregatorId()) && verify(statements, epoch, holder).isValid()) {
        return new Ruling.Refused(
            Reason.PLAGIARISED,
            "the aggregate of epoch " + epoch,
            List.of(new Effect.Finding("boundTo", holder)),
            Fault.PLAGIARISM,
            holder,
            null);
      }
    }
    return Ruling.fault(Fault.INVALID_AGGREGATE, Reason.INVALID_PROOF, detail);
  }
}
