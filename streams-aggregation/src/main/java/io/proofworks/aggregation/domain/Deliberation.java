package io.proofworks.aggregation.domain;

import io.proofworks.aggregation.domain.NodeState.Leased;
import io.proofworks.aggregation.domain.NodeState.Verified;
import io.proofworks.aggregation.domain.NodeState.Waiting;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.JobCause;
import io.proofworks.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One decision in the making: the batch as it becomes, and what is to be written. It lives for one
 * call of {@link AggregationEngine#decide} and is seen by nobody else.
 */
final class Deliberation {

  private final long now;
  private final Market market;
  private final List<Effect> effects = new ArrayList<>();
  private BatchFacts facts;
  private Tree tree;
  private Directory directory;
  private BatchCase.@Nullable Ended ended;

  Deliberation(BatchCase.Open open, long now, Market market) {
    this.now = now;
    this.market = market;
    this.facts = open.facts();
    this.tree = open.tree();
    this.directory = market.directory();
  }

  void learn(BatchFacts better) {
    facts = better;
  }

  /** Dispatches and leases what can be, and says what became of the batch. */
  Decision conclude() {
    Rules rules = market.of(facts);
    if (rules != null) {
      dispatch(rules);
      lease(rules);
    }
    BatchCase next = ended == null ? BatchCase.open(facts, tree) : ended;
    return new Decision(next, directory, effects);
  }

  /** Ends what is overdue at that time by the clock of the aggregates. */
  void expire(long time) {
    Rules rules = market.of(facts);
    for (Node node : tree.nodes()) {
      if (ended == null && rules != null) {
        expire(node, time, rules);
      }
    }
  }

  /** Takes an aggregate that proves its node. */
  void accept(Node node, Leased lease, Input.Submitted work) {
    Verified verified =
        new Verified(lease.aggregatorId(), lease.grantedAt(), now, work.digest(), lease.fee());
    tree = tree.with(node.in(verified));
    effects.add(
        new Effect.Answer(
            Reason.ACCEPTED,
            node.root() ? "root" : "node " + node.id(),
            0,
            lease.fee(),
            null,
            taskClass(facts),
            List.of()));
    if (node.root()) {
      settle(node, work);
    }
  }

  /** Answers a refusal; when the holder is at fault, its lease ends and the next may try. */
  void refuse(Ruling.Refused refused, Input.Submitted work) {
    Node node = tree.node(work.nodeId()).orElse(null);
    Rules rules = market.of(facts);
    Fault fault = refused.fault();
    if (fault != null && rules != null && node != null && node.state() instanceof Leased lease) {
      long slashed = rules.policy().penalty(fault, lease.bond());
      slash(lease.aggregatorId(), refused.reason(), slashed);
      effects.add(refusal(refused, slashed, facts));
      retry(node, lease, fault.reissue(), rules);
    } else {
      effects.add(refusal(refused, 0, facts));
    }
  }

  static Effect refusal(Ruling.Refused refused, long slashed, @Nullable BatchFacts facts) {
    return new Effect.Answer(
        refused.reason(),
        refused.detail(),
        slashed,
        0,
        refused.victim(),
        facts == null ? null : taskClass(facts),
        refused.evidence());
  }

  /** Ends the batch without a root. Leases that are out end with its receipt, at no loss. */
  void end(BatchOutcome outcome, String cause) {
    close(outcome, cause, null);
  }

  private void expire(Node node, long time, Rules rules) {
    switch (node.state()) {
      case Leased lease when hasPassed(lease.grantedAt(), lease.leaseUntil(), time) ->
          expire(node, lease, rules);
      case Waiting waiting when hasPassed(began(waiting, rules), waiting.until(), time) ->
          end(BatchOutcome.FAILED, "no aggregator for node " + node.id() + ": " + waiting.cause());
      case Leased ignored -> {}
      case Waiting ignored -> {}
      case Verified ignored -> {}
    }
  }

  private static long began(Waiting waiting, Rules rules) {
    return waiting.until() - rules.policy().patienceMs();
  }

  /** Whether a deadline has passed; one that a closure of the log has moved is looked at again. */
  private boolean hasPassed(long start, long deadline, long time) {
    long moved = market.closures().extend(start, deadline);
    if (deadline <= time && time < moved) {
      effects.add(new Effect.WakeAt(moved));
    }
    return time >= moved;
  }

  private void expire(Node node, Leased lease, Rules rules) {
    long slashed = rules.policy().penalty(Fault.DELAY, lease.bond());
    slash(lease.aggregatorId(), Reason.NO_REVEAL, slashed);
    effects.add(
        new Effect.EndLease(facts, node, lease, Reason.NO_REVEAL, "lease expired", slashed));
    retry(node, lease, JobCause.LEASE_EXPIRED, rules);
  }

  private void retry(Node node, Leased lease, JobCause cause, Rules rules) {
    if (node.epoch() >= rules.policy().maxEpochs()) {
      tree = tree.with(node.in(new Waiting(cause, now, now)));
      end(
          BatchOutcome.FAILED,
          "node " + node.id() + " after " + node.epoch() + " epochs: " + cause);
    } else {
      // The case wakes at the end of that lease anyway.
      wait(node, cause, lease.leaseUntil(), rules);
    }
  }

  private void wait(Node node, JobCause cause, long holdersFrom, Rules rules) {
    long until = Math.addExact(now, rules.policy().patienceMs());
    tree = tree.with(node.in(new Waiting(cause, until, holdersFrom)));
    effects.add(new Effect.WakeAt(until));
  }

  private void slash(String author, Reason reason, long amount) {
    if (amount > 0) {
      facts = facts.with(new Slash(author, reason.name(), amount, null));
    }
  }

  private void dispatch(Rules rules) {
    while (ended == null && dispatchNext(rules)) {
      // Each node changes what the rest of the plan stands on, so the plan is made again.
    }
  }

  private boolean dispatchNext(Rules rules) {
    List<TreePlan.Item> items = facts.complete() ? Frontier.of(facts, tree, now, rules) : List.of();
    if (items.isEmpty()) {
      return false;
    }
    TreePlan.Merge root = TreePlan.root(items, rules.fanIn(), rules.mergeCostMillis());
    Optional<TreePlan.Merge> next = TreePlan.dispatchable(root).stream().findFirst();
    return next.isPresent() && dispatch(next.get(), next.get() == root, rules);
  }

  private boolean dispatch(TreePlan.Merge merge, boolean root, Rules rules) {
    if (root && !mayEnd(rules)) {
      return false;
    }
    wait(tree.grow(merge.refs(), root), JobCause.INITIAL, now, rules);
    return true;
  }

  /** Whether the shards are the batch; when they are not, the batch ends here. */
  private boolean mayEnd(Rules rules) {
    Request request = facts.request();
    if (request == null) {
      return false;
    }
    Optional<String> problem = RootCheck.problem(facts, request, rules);
    problem.ifPresent(cause -> end(BatchOutcome.FAILED, cause));
    return problem.isEmpty();
  }

  private void lease(Rules rules) {
    for (Node node : tree.nodes()) {
      if (ended == null && node.state() instanceof Waiting waiting) {
        lease(node, waiting, rules);
      }
    }
  }

  private void lease(Node node, Waiting waiting, Rules rules) {
    Optional<Aggregator> next =
        directory.next(
            node.holders(),
            aggregator ->
                aggregator.mayLease(now, rules.policy())
                    && node.mayGoTo(aggregator.id(), waiting, now)
                    && granted(node, aggregator));
    next.ifPresent(aggregator -> lease(node, waiting.cause(), aggregator.id(), rules));
  }

  private boolean granted(Node node, Aggregator aggregator) {
    return node.leaves().stream()
        .allMatch(leaf -> facts.shardAt(leaf).proof().grantedTo(aggregator.id()));
  }

  private void lease(Node node, JobCause cause, String aggregatorId, Rules rules) {
    AggregationPolicy policy = rules.policy();
    long until = Math.addExact(now, rules.leaseMs(node.leaves().size()));
    long fee = Math.multiplyExact(policy.fee(), (long) node.children().size());
    Leased lease = new Leased(aggregatorId, now, until, policy.bond(), fee);
    Node leased = node.leased(lease);
    tree = tree.with(leased);
    directory = directory.issuedTo(aggregatorId);
    effects.add(new Effect.Issue(facts, tree, leased, lease, cause, policy.scheme()));
    effects.add(new Effect.WakeAt(until));
  }

  private void settle(Node root, Input.Submitted work) {
    Rules rules = market.of(facts);
    Request request = facts.request();
    if (rules == null || request == null) {
      throw new IllegalStateException("a root was leased without rules or request");
    }
    byte[] binding = rules.binding(facts.batchId(), root.id(), root.epoch(), work.aggregatorId());
    close(
        BatchOutcome.SETTLED,
        "",
        new Effect.RootProof(
            work.aggregatorId(),
            rules.policy().scheme(),
            binding,
            work.aggregate(),
            request.publicInputs(),
            work.position()));
  }

  private void close(BatchOutcome outcome, String cause, Effect.@Nullable RootProof root) {
    ended = BatchCase.ended(outcome, facts, tree, now);
    effects.add(new Effect.Close(facts, tree, outcome, cause, root));
    effects.add(new Effect.WakeAt(Math.addExact(now, AggregationEngine.REMEMBERED_MS)));
  }

  private static @Nullable String taskClass(BatchFacts facts) {
    BatchFacts.Terms terms = facts.terms();
    return terms == null ? null : terms.taskClass();
  }
}
