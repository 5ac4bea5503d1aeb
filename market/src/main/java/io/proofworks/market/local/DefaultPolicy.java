package io.proofworks.market.local;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The first policy of a local market. Windows are short enough to be watched and long enough for a
 * laptop that proves, verifies and runs the broker at the same time.
 */
public final class DefaultPolicy {

  /** Wanted weight of a shard, thousands of constraints. */
  public static final int SHARD_WEIGHT = 20;

  /** Base units per thousand constraints. */
  private static final long UNIT_PRICE = 100_000;

  private DefaultPolicy() {}

  /** The policy under which those programs are offered. */
  public static Policy of(Hash32 domain, List<Program> programs, int targetShardWeight) {
    return Policy.newBuilder()
        .setDomain(domain.hex())
        .setVersion(1)
        .setClasses(Stream.of(TaskClass.values()).map(DefaultPolicy::of).toList())
        .setPrograms(programs.stream().map(DefaultPolicy::entry).toList())
        .setVerifierStatus(Map.of())
        .setTargetShardWeight(targetShardWeight)
        .setMaxProofBytes(16_384)
        .setBondBps(20_000)
        .setSlashUnrevealedBps(5_000)
        .setSlashInvalidBps(5_000)
        .setSlashPlagiarismBps(10_000)
        .setSlashDelayBps(2_000)
        .setSlashCensorshipBps(5_000)
        .setLateRewardBps(3_000) // less than being late costs: nobody gains by it
        .setBurnBps(5_000)
        .setStaleCompensationBps(1_000)
        .setUrgencyCapBps(5_000)
        .setDiversityCapBps(500)
        .setBreakerFailures(3)
        .setBreakerPauseMs(60_000)
        .setReputationHalfLifeMs(24 * 3_600_000L)
        .setHeartbeatTimeoutMs(10_000)
        .setParkedPerTask(16)
        .setParkedPerProver(4) // or one takes all the room of a task, and its others are refused
        .setAggregationScheme("BATCH")
        .setAggregationFanIn(4)
        .setAggregationLeaseMs(10_000)
        .setAggregationMaxEpochs(6)
        .setAggregatorBond(2_000_000)
        .setAggregatorFee(50_000)
        .setRules(MarketRules.NEWEST)
        .build();
  }

  /** A policy that offers the programs of external systems too, and has room for their proofs. */
  public static Policy with(Policy policy, VerifierRegistry verifiers) {
    List<ProgramEntry> programs = new ArrayList<>(policy.getPrograms());
    int proofBytes = policy.getMaxProofBytes();
    for (String id : verifiers.systems()) {
      if (verifiers.system(id).orElseThrow() instanceof ExternalProofSystem external) {
        programs.add(entry(external.program()));
        proofBytes = Math.max(proofBytes, external.maxProofBytes());
      }
    }
    return Policy.newBuilder(policy).setPrograms(programs).setMaxProofBytes(proofBytes).build();
  }

  private static ClassPolicy of(TaskClass taskClass) {
    return ClassPolicy.newBuilder()
        .setTaskClass(taskClass.name())
        .setUnitPrice(unitPrice(taskClass))
        .setRedundancy(redundancy(taskClass))
        .setCommitTimeoutMs(60_000)
        .setRevealWindowMs(6_000)
        .setLateGraceMs(8_000)
        .setMinRewardBps(8_000)
        .setMaxRewardBps(15_000)
        .setMaxEpochs(8)
        .setRevealWindowMinMs(2_000)
        .setRevealWindowMaxMs(20_000)
        .setRevealWindowSamples(50)
        .build();
  }

  private static long unitPrice(TaskClass taskClass) {
    return switch (taskClass) {
      case URGENT_SETTLEMENT -> 2 * UNIT_PRICE;
      case STANDARD, REDUNDANT_VERIFICATION -> UNIT_PRICE;
      case LONG_DEADLINE, BACKGROUND_AGGREGATION -> UNIT_PRICE / 2;
    };
  }

  private static int redundancy(TaskClass taskClass) {
    return switch (taskClass) {
      case URGENT_SETTLEMENT -> 2;
      case REDUNDANT_VERIFICATION -> 3;
      case STANDARD, LONG_DEADLINE, BACKGROUND_AGGREGATION -> 1;
    };
  }

  private static ProgramEntry entry(Program program) {
    return ProgramEntry.newBuilder()
        .setProgramHash(Hash32.of(program.hash()).hex())
        .setProofSystem(program.proofSystem())
        .setData(ByteBuffer.wrap(program.data()))
        .build();
  }
}
