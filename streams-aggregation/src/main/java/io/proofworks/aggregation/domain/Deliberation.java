package io.proofworks.aggregation.domain;

import io.proofworks.aggregation.domain.NodeState.Delay;
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

  private static final String NO_REQUEST =
      "no request of it was known an hour after its last proof: too many others waited for tasks";

  private final long now;
  private final Market market;
  private final List<Effect> effects = new ArrayList<>();
  private BatchFacts facts;
  private Tree tree;
  private BatchCase.@Nullable Ended ended;

  Deliberation(BatchCase.Open open, long now, Market market) {
    this.now = now;
    this.market = market;
    this.facts = open.facts();
    this.tree = open.tree();
  }

  void learn(BatchFacts better) {
    facts = better;
  }

  /** What the batch is asked to prove is known by any request of it: it is in the batch's id. */
  void publish(Input.ShardPublished published) {
    BatchFacts known = Learning.published(facts, published);
    Rules rules = market.of(known);
    boolean anyWill = rules != null && rules.policy().keepsNewRequests();
    learn(anyWill ? known.standingIn(facts.requests()) : known);
    endUnproved();
  }

  /** Dispatches what can be, and says what became of the batch. */
  Decision conclude() {
    Rules rules = market.of(facts);
    if (rules != null) {
      dispatch(rules);
      awaitRequest(rules);
    }
    BatchCase next = ended == null ? BatchCase.open(facts, tree) : ended;
    return new Decision(next, effects);
  }

  /** Ends what is overdue at that time by the clock of the aggregates. */
  void expire(long time) {
    Rules rules = market.of(facts);
    for (Node node : tree.nodes()) {
      if (ended == null && rules != null) {
        expire(node, time, rules);
      }
    }
    if (rules != null && isForlorn(rules) && hasPassed(lastProof(), awaitedUntil(), time)) {
      end(BatchOutcome.FAILED, NO_REQUEST);
    }
  }

  /** Gives the node to whom the desk found for it. */
  void lease(Input.Granted granted) {
    Rules rules = market.of(facts);
    Node node = tree.node(granted.nodeId()).orElse(null);
    if (rules != null && node != null && node.state() instanceof Waiting waiting) {
      lease(node, waiting.cause(), granted.aggregatorId(), rules);
    }
  }

  /** Waits as long as somebody is there; else for so long as policy has patience. */
  void delay(Input.Delayed delayed) {
    Rules rules = market.of(facts);
    Node node = tree.node(delayed.nodeId()).orElse(null);
    if (rules != null
        && node != null
        && node.waitsFor(delayed.epoch())
        && node.state() instanceof Waiting waiting) {
      effects.add(new Effect.Wait(facts.batchId(), node, delayed.delay()));
      delay(node, waiting, delayed.delay(), rules);
    }
  }

  private void delay(Node node, Waiting waiting, Delay delay, Rules rules) {
    boolean nobody = delay == Delay.NOBODY_THERE;
    long until = nobody ? Math.addExact(now, rules.policy().patienceMs()) : Waiting.NEVER;
    tree = tree.with(node.in(waiting.told(delay, until)));
    if (nobody) {
      effects.add(new Effect.WakeAt(until));
    }
  }

  /** The holder of a lease could read its job at that time. */
  void open(Input.LeaseOpened opened, long readableAt) {
    Node node = tree.node(opened.nodeId()).orElse(null);
    if (node != null
        && node.isLeased(opened.epoch())
        && node.state() instanceof Leased lease
        && !lease.running()) {
      Leased running = lease.opened(readableAt);
      tree = tree.with(node.in(running));
      effects.add(new Effect.WakeAt(running.leaseUntil()));
    }
  }

  /** Takes an aggregate that proves its node. */
  void accept(Ruling.Accepted accepted, Input.Submitted work) {
    Node node = accepted.node();
    Leased lease = accepted.lease();
    Verified verified =
        new Verified(lease.aggregatorId(), lease.grantedAt(), now, work.digest(), lease.fee());
    tree = tree.with(node.in(verified));
    effects.add(new Effect.Return(facts.batchId(), node.id(), node.epoch()));
    effects.add(
        new Effect.Answer(
            Reason.ACCEPTED,
            node.root() ? "root" : "node " + node.id(),
            0,
            lease.fee(),
            null,
            taskClass(facts),
            List.of(),
            accepted.author()));
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
      boolean shunned = fault == Fault.UNKNOWN_FORM;
      Node next = shunned ? node.shunning(lease.aggregatorId()) : node;
      retry(next, lease, fault.reissue(), rules);
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
        refused.evidence(),
        refused.author());
  }

  /** What nobody makes a task of is forgotten like what has ended. */
  void remember() {
    if (market.forgets(facts)) {
      effects.add(new Effect.WakeAt(Math.addExact(now, AggregationEngine.REMEMBERED_MS)));
    }
  }

  /** Ends the batch if a shard of it is known that will never be proven. */
  void endUnproved() {
    facts
        .unprovable()
        .ifPresent(task -> end(BatchOutcome.FAILED, "task " + task.taskId() + ": " + task.cause()));
  }

  /** Ends the batch without a root. Leases that are out end with its receipt, at no loss. */
  void end(BatchOutcome outcome, String cause) {
    close(outcome, cause, null);
  }

  private void expire(Node node, long time, Rules rules) {
    switch (node.state()) {
      case Leased lease
          when lease.running() && hasPassed(lease.grantedAt(), lease.leaseUntil(), time) ->
          expire(node, lease, rules);
      case Waiting waiting
          when waiting.until() < Waiting.NEVER
              && hasPassed(began(waiting, rules), waiting.until(), time) ->
          end(BatchOutcome.FAILED, "no aggregator for node " + node.id() + ": " + waiting.cause());
      case Waiting waiting when waiting.barring() && time >= waiting.holdersFrom() ->
          ask(node.in(waiting.unbarred()), rules);
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
    if (isExhausted(node, rules)) {
      // Those who had it used up its epochs; somebody who did not may still end it well.
      ask(node.in(Waiting.from(cause, Waiting.NEVER, true)), rules);
    } else {
      long holdersFrom = lease.leaseUntil();
      ask(node.in(Waiting.from(cause, holdersFrom, now < holdersFrom)), rules);
      effects.add(new Effect.WakeAt(holdersFrom));
    }
  }

  private static boolean isExhausted(Node node, Rules rules) {
    return node.epoch() >= rules.policy().maxEpochs();
  }

  /** Asks the desk for an aggregator; a node has one question out, the last one counts. */
  private void ask(Node node, Rules rules) {
    tree = tree.with(node);
    boolean barring = node.state() instanceof Waiting waiting && waiting.barring();
    effects.add(
        new Effect.Ask(
            new Want(
                facts.batchId(),
                node.id(),
                node.epoch() + 1,
                node.holders(),
                barring ? node.holders() : List.of(),
                node.shunned(),
                preferred(node).orElse(null),
                Math.addExact(node.dispatchedAt(), AggregationPolicy.GRANT_PREFERENCE_MS),
                rules.policy().bond(),
                rules.policy().heartbeatTimeoutMs())));
  }

  /** Whom the owners prefer, when those that prefer somebody prefer the same. */
  private Optional<String> preferred(Node node) {
    List<String> named =
        facts.children(node).stream()
            .filter(Child::prefers)
            .map(Child::grantee)
            .distinct()
            .toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
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
    Node node = tree.grow(merge.refs(), root, now);
    Optional<String> problem = Fit.aggregate(facts.children(node), rules);
    problem.ifPresentOrElse(cause -> end(BatchOutcome.FAILED, cause), () -> ask(node, rules));
    return problem.isEmpty();
  }

  /** Whether all of it is proven and nobody here knows what it was asked to prove. */
  private boolean isForlorn(Rules rules) {
    return ended == null
        && rules.policy().endsWithoutRequest()
        && facts.proven()
        && facts.request() == null;
  }

  private long lastProof() {
    return facts.lastChildVerifiedAt();
  }

  /** As long as the log was open. */
  private long awaitedUntil() {
    return Math.addExact(lastProof(), AggregationEngine.REQUEST_AWAITED_MS);
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

  private void awaitRequest(Rules rules) {
    if (isForlorn(rules)) {
      effects.add(new Effect.WakeAt(market.closures().extend(lastProof(), awaitedUntil())));
    }
  }

  private void lease(Node node, JobCause cause, String aggregatorId, Rules rules) {
    AggregationPolicy policy = rules.policy();
    long until = Math.addExact(now, rules.leaseMs(node.leaves().size()));
    long fee = Math.multiplyExact(policy.fee(), (long) node.children().size());
    Leased lease = new Leased(aggregatorId, now, until, policy.bond(), fee, false);
    Node leased = node.leased(lease);
    tree = tree.with(leased);
    effects.add(new Effect.Issue(facts, tree, leased, lease, cause, policy.scheme()));
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
    returnSlots();
    ended = BatchCase.ended(outcome, facts.withoutRequests(), tree, now);
    effects.add(new Effect.Close(facts, tree, outcome, cause, root));
    effects.add(new Effect.WakeAt(Math.addExact(now, AggregationEngine.REMEMBERED_MS)));
  }

  private void returnSlots() {
    for (Node node : tree.nodes()) {
      switch (node.state()) {
        case Waiting ignored ->
            effects.add(new Effect.Return(facts.batchId(), node.id(), node.epoch() + 1));
        case Leased ignored ->
            effects.add(new Effect.Return(facts.batchId(), node.id(), node.epoch()));
        case Verified ignored -> {}
      }
    }
  }

  private static @Nullable String taskClass(BatchFacts facts) {
    BatchFacts.Terms terms = facts.terms();
    return terms == null ? null : terms.taskClass();
  }
}
