package io.proofworks.sharding.domain;

import io.proofworks.proofs.Program;

/**
 * A piece of a batch that one proof covers.
 *
 * @param weight what proving it costs relative to other shards of the same proof system, at least 1
 */
public record Shard(Program program, byte[] trace, byte[] publicInputs, int weight) {

  public Shard {
    if (weight < 1) {
      throw new IllegalArgumentException("a shard weighs at least 1, not " + weight);
    }
  }
}
