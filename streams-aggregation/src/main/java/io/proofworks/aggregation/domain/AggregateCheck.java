package io.proofworks.aggregation.domain;

import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a submitted aggregate, cheap ones first, in the order of the reasons. The first
 * that fails is the answer. Nothing before the signature says anything about the holder of the
 * lease, so nothing before it can cost the holder anything.
 */
final class AggregateCheck {

  /** What an encoding may add per child, and in all. */
  private static final long CHILD_OVERHEAD = 512;

  private static final long ENVELOPE = 1024;

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
    return new AggregateCheck(state, node.get(), work, rules).rule(market.directory());
  }

  private Ruling rule(Directory directory) {
    Optional<Ruling.Refused> refused =
        oversized()
            .or(() -> misplaced(work))
            .or(this::unknownJob)
            .or(this::wrongDomain)
            .or(this::fenced)
            .or(() -> unregistered(directory))
            .or(this::notAssigned)
            .or(() -> badSignature(directory))
            .or(this::stale)
            .or(this::duplicate)
            .or(this::unauthorised)
            .or(this::incomplete);
    return refused.<Ruling>map(refusal -> refusal).orElseGet(this::verified);
  }

  private Optional<Ruling.Refused> oversized() {
    long limit =
        ENVELOPE + node.leaves().size() * (rules.policy().maxProofBytes() + CHILD_OVERHEAD);
    return work.aggregate().length <= limit
        ? Optional.empty()
        : Ruling.refuse(
            Reason.OVERSIZED,
            work.aggregate().length + " bytes, at most " + limit + " for this job");
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

  private Optional<Ruling.Refused> unregistered(Directory directory) {
    boolean registered =
        directory
            .find(work.aggregatorId())
            .filter(aggregator -> aggregator.isRegisteredAt(work.position().time()))
            .isPresent();
    return registered
        ? Optional.empty()
        : Ruling.refuse(Reason.UNREGISTERED, work.aggregatorId() + " has no valid registration");
  }

  private Optional<Ruling.Refused> notAssigned() {
    return node.holders().getLast().equals(work.aggregatorId())
        ? Optional.empty()
        : Ruling.refuse(Reason.NOT_ASSIGNED, "the lease is another aggregator's");
  }

  private Optional<Ruling.Refused> badSignature(Directory directory) {
    boolean signed =
        directory
            .find(work.aggregatorId())
            .filter(aggregator -> work.signature().isBy(aggregator.sessionKey()))
            .isPresent();
    return signed
        ? Optional.empty()
        : Ruling.refuse(Reason.BAD_SIGNATURE, "not signed with the aggregator's session key");
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

  private Optional<Ruling.Refused> unauthorised() {
    List<Effect.Finding> withheld =
        node.leaves().stream()
            .map(state.facts()::shardAt)
            .filter(shard -> !shard.proof().grantedTo(work.aggregatorId()))
            .map(shard -> new Effect.Finding("notGranted", shard.taskId()))
            .toList();
    return withheld.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ruling.Refused(
                Reason.UNAUTHORISED_AGGREGATOR,
                "a child's owner grants it to another aggregator",
                withheld,
                Fault.UNAUTHORISED_USE,
                null));
  }

  private Optional<Ruling.Refused> incomplete() {
    Set<String> named = Set.copyOf(work.childTaskIds());
    List<Effect.Finding> leftOut =
        leaves().stream()
            .filter(taskId -> !named.contains(taskId))
            .map(taskId -> new Effect.Finding("leftOut", taskId))
            .toList();
    return leftOut.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Ruling.Refused(
                Reason.INCOMPLETE_AGGREGATE,
                leftOut.size() + " of " + node.leaves().size() + " children left out",
                leftOut,
                Fault.CENSORSHIP,
                null));
  }

  private List<String> leaves() {
    return node.leaves().stream().map(leaf -> state.facts().shardAt(leaf).taskId()).toList();
  }

  private Ruling verified() {
    if (!(node.state() instanceof NodeState.Leased lease)) {
      throw new IllegalStateException("node " + node.id() + " has no lease but passed its checks");
    }
    if (!work.childTaskIds().equals(leaves())) {
      return Ruling.fault(
          Fault.INVALID_AGGREGATE, Reason.INVALID_PROOF, "not the job's children in shard order");
    }
    List<Statement> statements = rules.statements(state.facts(), node.leaves());
    return switch (verify(statements, node.epoch(), work.aggregatorId())) {
      case ProofVerdict.Valid ignored -> new Ruling.Accepted(node, lease);
      case ProofVerdict.NonCanonical(String detail) ->
          Ruling.fault(Fault.INVALID_AGGREGATE, Reason.NON_CANONICAL, detail);
      case ProofVerdict.Stopped(String version) ->
          Ruling.refuse(Reason.VERIFIER_STOPPED, version + " is stopped").orElseThrow();
      case ProofVerdict.Unsupported(String detail) ->
          Ruling.refuse(Reason.UNSUPPORTED, detail).orElseThrow();
      case ProofVerdict.Invalid(String detail) -> invalid(statements, detail);
    };
  }

  private ProofVerdict verify(List<Statement> statements, int epoch, String aggregatorId) {
    byte[] binding = rules.binding(work.batchId(), node.id(), epoch, aggregatorId);
    return rules.scheme().verify(work.aggregate(), statements, binding);
  }

  /** It may be another's: the proof of it is that it verifies under an earlier holder's binding. */
  private Ruling invalid(List<Statement> statements, String detail) {
    for (int epoch = 1; epoch < node.epoch(); epoch++) {
      String holder = node.holders().get(epoch - 1);
      if (!holder.equals(work.aggregatorId()) && verify(statements, epoch, holder).isValid()) {
        return new Ruling.Refused(
            Reason.PLAGIARISED,
            "the aggregate of epoch " + epoch,
            List.of(new Effect.Finding("boundTo", holder)),
            Fault.PLAGIARISM,
            holder);
      }
    }
    return Ruling.fault(Fault.INVALID_AGGREGATE, Reason.INVALID_PROOF, detail);
  }
}
