package io.proofworks.sharding.domain;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Executes a piece of work once, whoever asks for it and however often: what becomes of a trace is
 * a function of the work and the policy, and not of who signs, with which nonce, for which price or
 * route. So somebody without money who signs one request after the other has a trace executed once,
 * unless each has another. Only so much is remembered, what was asked for last.
 *
 * <p>The trace of a request must be the one that its {@code inputCommitment} is the digest of.
 */
public final class RememberingSplitter implements TraceSplitter {

  /** Pieces of work, refused ones as well. */
  static final int MOST = 64;

  /** Of shards, in bytes: one batch may have more, and is not remembered then. */
  static final long MOST_BYTES = 16L * 1024 * 1024;

  /** What becomes of a trace depends on this and nothing else. */
  private record Work(int policyVersion, Hash32 program, Hash32 commitment, Hash32 publicInputs) {}

  private final TraceSplitter splitter;

  /** The one that was asked for last is the last one. */
  private final Map<Work, Split> known = new LinkedHashMap<>(MOST, 0.75f, true);

  private long bytes;

  /**
   * @param splitter for requests of one proof system
   */
  public RememberingSplitter(TraceSplitter splitter) {
    this.splitter = splitter;
  }

  @Override
  public Split split(Request request, MarketPolicy policy) {
    Work work =
        new Work(
            policy.version(),
            request.programHash(),
            request.inputCommitment(),
            Keccak.hash(request.publicInputs()));
    Split remembered = known.get(work);
    if (remembered != null) {
      return remembered;
    }
    Split split = splitter.split(request, policy);
    known.put(work, split);
    bytes += bytes(split);
    forgetTheOldest();
    return split;
  }

  private void forgetTheOldest() {
    while (known.size() > MOST || bytes > MOST_BYTES) {
      Map.Entry<Work, Split> oldest = known.entrySet().iterator().next();
      bytes -= bytes(oldest.getValue());
      known.remove(oldest.getKey());
    }
  }

  private static long bytes(Split split) {
    return switch (split) {
      case Split.Shards shards ->
          shards.shards().stream().mapToLong(RememberingSplitter::bytes).sum();
      case Split.Refused refused -> 0;
    };
  }

  private static long bytes(PlannedShard shard) {
    return (long) shard.trace().length + shard.publicInputs().length;
  }

  @Override
  public long leastWeight(Request request, MarketPolicy policy) {
    return splitter.leastWeight(request, policy);
  }

  /** As if nothing were remembered: what is, nobody can tell who decides it again. */
  @Override
  public long executionMs(Request request) {
    return splitter.executionMs(request);
  }
}
