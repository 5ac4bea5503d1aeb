package io.proofworks.aggregation.domain;

import io.proofworks.protocol.BatchOutcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an input means for its batch. A pure function: the same log gives the same jobs,
 * verdicts and receipts.
 *
 * <p>Inputs may come in any order between topics: a proof may be there before its task, a task
 * before the request. Nothing is dispatched before all shards are known, and the root not before
 * the request is.
 */
public final class AggregationEngine {

  /** How long an ended batch is remembered, so that what comes late is answered rightly. */
  public static final long REMEMBERED_MS = 24 * 60 * 60 * 1000L;

  /**
   * How long a batch that is proven waits for its request. It was written before its tasks were, so
   * it is there, or it was dropped; its requester has this long to write it again.
   */
  static final long REQUEST_AWAITED_MS = 60 * 60 * 1000L;

  private AggregationEngine() {}

  /**
   * Decides.
   *
   * @param state the batch so far; null when it is not known
   * @param now log time, epoch milliseconds; for {@link Input.TimePassed} and {@link
   *     Input.Submitted} the clock of the aggregates
   */
  public static Decision decide(@Nullable BatchCase state, Input input, long now, Market market) {
    if (input instanceof Input.Submitted work) {
      return answer(state, work, now, market);
    }
    if (input instanceof Input.Granted granted && !isWanted(state, granted)) {
      return declined(state, granted);
    }
    return switch (state) {
      case null -> begin(input, now, market);
      case BatchCase.Open open -> proceed(open, input, now, market);
      case BatchCase.Ended ended -> forget(ended, input, now);
    };
  }

  private static boolean isWanted(@Nullable BatchCase state, Input.Granted granted) {
    return state instanceof BatchCase.Open open
        && open.tree()
            .node(granted.nodeId())
            .filter(node -> node.waitsFor(granted.epoch()))
            .isPresent();
  }

  /** The batch went on while the desk was answering: the slot is free for others. */
  private static Decision declined(@Nullable BatchCase state, Input.Granted granted) {
    Effect returned = new Effect.Return(granted.batchId(), granted.nodeId(), granted.epoch());
    return new Decision(state, List.of(returned));
  }

  private static Decision begin(Input input, long now, Market market) {
    return switch (input) {
      case Input.Requested asked -> begin(asked.domain(), asked, now, market);
      case Input.ShardPublished published -> begin(published.domain(), published, now, market);
      case Input.ShardProven proven -> begin(proven.domain(), proven, now, market);
      case Input.ShardGivenUp over -> begin(over.domain(), over, now, market);
      case Input.RequestAnswered ignored -> Decision.unchanged(null);
      case Input.ShardExpected ignored -> Decision.unchanged(null);
      case Input.ShardSuperseded ignored -> Decision.unchanged(null);
      case Input.ShardFailed ignored -> Decision.unchanged(null);
      case Input.Slashed ignored -> Decision.unchanged(null);
      case Input.Granted ignored -> Decision.unchanged(null);
      case Input.Delayed ignored -> Decision.unchanged(null);
      case Input.LeaseOpened ignored -> Decision.unchanged(null);
      case Input.RequestDropped ignored -> Decision.unchanged(null);
      case Input.TimePassed ignored -> Decision.unchanged(null);
      case Input.MarketChanged ignored -> Decision.unchanged(null);
      case Input.Submitted ignored -> Decision.unchanged(null);
    };
  }

  private static Decision begin(String domain, Input input, long now, Market market) {
    BatchFacts none = BatchFacts.none(domain, input.batchId());
    return proceed(new BatchCase.Collecting(none), input, now, market);
  }

  private static Decision proceed(BatchCase.Open open, Input input, long now, Market market) {
    if (input instanceof Input.RequestDropped && open.facts().isOnlyAsked()) {
      return Decision.unchanged(null);
    }
    if (input instanceof Input.TimePassed && market.forgets(open.facts())) {
      return Decision.unchanged(null);
    }
    Deliberation batch = new Deliberation(open, now, market);
    apply(batch, open.facts(), input, now);
    return batch.conclude();
  }

  private static void apply(Deliberation batch, BatchFacts facts, Input input, long now) {
    switch (input) {
      case Input.Requested asked -> batch.learn(facts.with(asked.request()));
      case Input.RequestAnswered answered -> batch.learn(Learning.answered(facts, answered));
      case Input.ShardPublished published -> batch.publish(published);
      case Input.ShardExpected expected -> batch.learn(Learning.expected(facts, expected));
      case Input.ShardProven proven -> {
        batch.learn(Learning.proven(facts, proven));
        batch.remember();
      }
      case Input.Slashed slashed -> batch.learn(facts.with(slashed.slash()));
      case Input.ShardSuperseded moved -> supersede(batch, facts, moved);
      case Input.ShardFailed failed -> fail(batch, facts, failed);
      case Input.ShardGivenUp over -> {
        batch.learn(facts.with(over.task()));
        batch.remember();
        batch.endUnproved();
      }
      case Input.Granted granted -> batch.lease(granted);
      case Input.Delayed delayed -> batch.delay(delayed);
      case Input.LeaseOpened opened -> batch.open(opened, now);
      case Input.TimePassed ignored -> batch.expire(now);
      case Input.RequestDropped ignored -> {}
      case Input.MarketChanged ignored -> {}
      case Input.Submitted ignored ->
          throw new IllegalStateException("submissions are ruled on, not applied");
    }
  }

  /** A batch without tasks is what somebody wrote again of one that is forgotten. */
  private static void supersede(Deliberation batch, BatchFacts facts, Input.ShardSuperseded moved) {
    if (facts.terms() != null) {
      batch.end(BatchOutcome.SUPERSEDED, moved.cause());
    }
  }

  /** A task is given up after its proof came in only when somebody closes the books: no matter. */
  private static void fail(Deliberation batch, BatchFacts facts, Input.ShardFailed failed) {
    Optional<Shard> shard = facts.shard(failed.taskId());
    if (facts.terms() != null && shard.map(Shard::child).isEmpty()) {
      batch.end(BatchOutcome.FAILED, "task " + failed.taskId() + ": " + failed.cause());
    }
  }

  private static Decision forget(BatchCase.Ended ended, Input input, long now) {
    boolean over = input instanceof Input.TimePassed && now >= ended.endedAt() + REMEMBERED_MS;
    return Decision.unchanged(over ? null : ended);
  }

  private static Decision answer(
      @Nullable BatchCase state, Input.Submitted work, long now, Market market) {
    Ruling ruling = AggregateCheck.rule(state, work, market);
    return switch (ruling) {
      case Ruling.Accepted accepted when state instanceof BatchCase.Open open ->
          accept(open, accepted, work, now, market);
      case Ruling.Accepted ignored ->
          throw new IllegalStateException("only an open batch has leases to answer");
      case Ruling.Refused refused when state instanceof BatchCase.Open open ->
          refuse(open, refused, work, now, market);
      case Ruling.Refused refused -> {
        Effect answer = Deliberation.refusal(refused, 0, state == null ? null : state.facts());
        yield new Decision(state, List.of(answer));
      }
    };
  }

  private static Decision accept(
      BatchCase.Open open,
      Ruling.Accepted accepted,
      Input.Submitted work,
      long now,
      Market market) {
    Deliberation batch = new Deliberation(open, now, market);
    batch.accept(accepted, work);
    return batch.conclude();
  }

  private static Decision refuse(
      BatchCase.Open open, Ruling.Refused refused, Input.Submitted work, long now, Market market) {
    Deliberation batch = new Deliberation(open, now, market);
    batch.refuse(refused, work);
    return batch.conclude();
  }
}
