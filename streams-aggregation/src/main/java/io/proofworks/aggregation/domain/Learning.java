package io.proofworks.aggregation.domain;

import java.util.Optional;

/** How the facts of a batch grow. What is known already is never overwritten by a repeat. */
final class Learning {

  private Learning() {}

  static BatchFacts answered(BatchFacts facts, Input.RequestAnswered answered) {
    return facts.answered(answered.request(), answered.accepted());
  }

  static BatchFacts published(BatchFacts facts, Input.ShardPublished published) {
    BatchFacts known = facts.terms() == null ? facts.with(published.terms()) : facts;
    return known.shard(published.taskId()).isPresent()
        ? known
        : known.with(
            Shard.published(
                published.shardIndex(),
                published.taskId(),
                published.statementId(),
                published.shardWeight(),
                published.terms().publishedAt()));
  }

  static BatchFacts expected(BatchFacts facts, Input.ShardExpected expected) {
    return facts
        .shard(expected.taskId())
        .map(shard -> facts.with(shard.expectedAt(expected.expectedFinish())))
        .orElse(facts);
  }

  /** The first proof of a shard stays: what was dispatched stands on it. */
  static BatchFacts proven(BatchFacts facts, Input.ShardProven proven) {
    Optional<Shard> known = facts.shard(proven.shard().taskId());
    boolean repeated = known.map(Shard::child).isPresent();
    return repeated ? facts : facts.with(known.orElse(proven.shard()).proven(proven.child()));
  }
}
