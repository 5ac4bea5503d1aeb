package io.proofworks.aggregation.domain;

import org.jspecify.annotations.Nullable;

/**
 * One shard of a batch.
 *
 * @param index from 0; shards are proven in this order
 * @param weight proving cost in the units of the market's prices
 * @param expectedFinish when its proof is expected, epoch milliseconds
 * @param child its verified proof, once there
 */
public record Shard(
    int index,
    String taskId,
    String statementId,
    int weight,
    long publishedAt,
    long expectedFinish,
    @Nullable Child child) {

  /**
   * Before anybody is assigned, only the weight tells shards apart; the unit matters little, since
   * every shard of a batch is guessed alike.
   */
  private static final long ASSUMED_MILLIS_PER_WEIGHT = 100;

  public static Shard published(
      int index, String taskId, String statementId, int weight, long publishedAt) {
    long guess = publishedAt + ASSUMED_MILLIS_PER_WEIGHT * weight;
    return new Shard(index, taskId, statementId, weight, publishedAt, guess, null);
  }

  Shard expectedAt(long finish) {
    return new Shard(index, taskId, statementId, weight, publishedAt, finish, child);
  }

  Shard proven(Child proof) {
    return new Shard(index, taskId, statementId, weight, publishedAt, expectedFinish, proof);
  }

  /** Its proof; to be asked only once it is there. */
  public Child proof() {
    if (child == null) {
      throw new IllegalStateException("shard " + index + " has no proof yet");
    }
    return child;
  }
}
