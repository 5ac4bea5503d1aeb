package io.proofworks.benchmarks;

import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.ledgercircuit.DevelopmentKeys;
import io.proofworks.proofs.ledgercircuit.LedgerKeys;
import io.proofworks.proofs.ledgercircuit.LedgerProver;
import io.proofworks.proofs.ledgercircuit.LedgerSplitter;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shard of the real block with what is needed to prove and verify it. */
final class LedgerSample {

  private static final int DEPTH = 8;

  private final LedgerKeys keys;
  private final PlannedShard shard;

  private LedgerSample(LedgerKeys keys, PlannedShard shard) {
    this.keys = keys;
    this.shard = shard;
  }

  /** The first shard of the block under the program of that many transfers. */
  static LedgerSample of(int transfers) {
    Path cache = Path.of(System.getProperty("java.io.tmpdir"), "proofworks-bench-keys");
    LedgerKeys keys = new DevelopmentKeys(cache).get(DEPTH, transfers);
    try {
      return switch (LedgerSplitter.split(
          LedgerWork.block(transfers), List.of(keys.program()), keys.program().weight())) {
        case ShardPlan.Shards(List<PlannedShard> shards, byte[] inputs) ->
            new LedgerSample(keys, shards.getFirst());
        case ShardPlan.Refused(String reason) -> throw new IllegalStateException(reason);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LedgerKeys keys() {
    return keys;
  }

  PlannedShard shard() {
    return shard;
  }

  /** The same transfer from another state: a batch of one shard. */
  ProvableWork work(int richer) {
    try {
      LedgerTrace trace = LedgerWork.richer(LedgerWork.block(1), richer);
      return LedgerWork.of(trace, List.of(keys.program()), keys.program().weight());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LedgerProver prover(int threads) {
    return new LedgerProver(keys.provingKey(), keys.program(), threads);
  }

  byte[] prove(byte @Nullable [] binding) {
    return prover(1).prove(shard.trace(), shard.publicInputs(), binding);
  }
}
