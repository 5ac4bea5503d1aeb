package io.proofworks.sharding.processor;

import io.proofworks.avro.ChildProof;
import io.proofworks.protocol.TaskClass;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.Turn;
import io.proofworks.serde.Decoded;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.RevealTimes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How long reveals take after their commits, by class, as the accepted proofs of this partition's
 * batches show; the reveal windows of new tasks follow it.
 */
final class Windows {

  private final StateMap<RevealTimes> times;

  Windows(Turn turn, KeyValueStore<Bytes, byte[]> store) {
    this.times =
        new StateMap<>(turn, store, Names.WINDOWS, FormatSerdes.of(ShardingFormats.REVEAL_TIMES));
  }

  /** Takes in an accepted proof; a record of no use is passed over, it is not ours to answer. */
  void measure(Decoded<ChildProof> decoded, String domain) {
    if (decoded instanceof Decoded.Value<ChildProof>(ChildProof proof)
        && proof.getDomain().equals(domain)
        && proof.getCommittedAt() > 0) {
      RevealTimes known = of(proof.getTaskClass());
      times.put(proof.getTaskClass(), known.with(proof.getVerifiedAt() - proof.getCommittedAt()));
    }
  }

  private RevealTimes of(String taskClass) {
    return times.get(taskClass).orElse(RevealTimes.NONE);
  }

  /** The policy as it is for a task of that class published now. */
  MarketPolicy applied(MarketPolicy policy, TaskClass taskClass) {
    return policy.after(taskClass, of(taskClass.name()));
  }
}
