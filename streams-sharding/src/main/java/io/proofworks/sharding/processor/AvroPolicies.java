package io.proofworks.sharding.processor;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.sharding.domain.ClassTerms;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.WindowBounds;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Policies from the log to the domain. */
final class AvroPolicies {

  private AvroPolicies() {}

  /**
   * The policy; classes this release does not know are left out.
   *
   * @param policy within its bounds
   * @param verifiers the proof systems, before a policy changes their status
   * @throws UnknownRulesException if it goes by rules that nobody here may decide by
   */
  static MarketPolicy policy(Policy policy, VerifierRegistry verifiers) {
    int rules = MarketRules.requireKnown(policy.getRules(), policy.getVersion());
    return new MarketPolicy(
        policy.getDomain(),
        policy.getVersion(),
        classes(policy.getClasses()),
        policy.getPrograms().stream().map(AvroPolicies::program).toList(),
        verifiers.under(VersionStatus.of(policy.getVerifierStatus())).stopped(),
        policy.getTargetShardWeight(),
        policy.getMaxProofBytes(),
        policy.getBondBps(),
        policy.getUrgencyCapBps(),
        policy.getDiversityCapBps(),
        policy.getReputationHalfLifeMs(),
        policy.getHeartbeatTimeoutMs(),
        policy.getAggregatorFee(),
        policy.getAggregationScheme(),
        policy.getAggregationFanIn(),
        rules,
        policy.getClosed());
  }

  private static Map<TaskClass, ClassTerms> classes(List<ClassPolicy> classes) {
    Map<TaskClass, ClassTerms> terms = new EnumMap<>(TaskClass.class);
    for (ClassPolicy policy : classes) {
      TaskClass.find(policy.getTaskClass()).ifPresent(c -> terms.put(c, terms(c, policy)));
    }
    return terms;
  }

  private static ClassTerms terms(TaskClass taskClass, ClassPolicy policy) {
    return new ClassTerms(
        taskClass,
        policy.getUnitPrice(),
        policy.getRedundancy(),
        policy.getCommitTimeoutMs(),
        policy.getRevealWindowMs(),
        policy.getLateGraceMs(),
        policy.getMinRewardBps(),
        policy.getMaxRewardBps(),
        policy.getMaxEpochs(),
        new WindowBounds(
            policy.getRevealWindowMinMs(),
            policy.getRevealWindowMaxMs(),
            policy.getRevealWindowSamples()));
  }

  private static Program program(ProgramEntry entry) {
    return new Program(
        Hash32.parse(entry.getProgramHash()).bytes(),
        entry.getProofSystem(),
        bytes(entry.getData()));
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
