package io.proofworks.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ClassPolicy;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyBoundsTest {

  private static final String HASH = "0x" + "17".repeat(32);

  static Policy policy() {
    return Policy.newBuilder()
        .setDomain(HASH)
        .setVersion(1)
        .setClasses(List.of(classPolicy()))
        .setPrograms(List.of(program()))
        .setVerifierStatus(Map.of("sp1-v5", "STOPPED"))
        .setTargetShardWeight(20)
        .setMaxProofBytes(4_096)
        .setBondBps(20_000)
        .setSlashUnrevealedBps(10_000)
        .setSlashInvalidBps(5_000)
        .setSlashPlagiarismBps(10_000)
        .setSlashDelayBps(0)
        .setSlashCensorshipBps(5_000)
        .setLateRewardBps(5_000)
        .setBurnBps(5_000)
        .setStaleCompensationBps(0)
        .setUrgencyCapBps(5_000)
        .setDiversityCapBps(500)
        .setBreakerFailures(3)
        .setBreakerPauseMs(60_000)
        .setReputationHalfLifeMs(86_400_000)
        .setHeartbeatTimeoutMs(10_000)
        .setParkedPerTask(16)
        .setParkedPerProver(64)
        .setAggregationScheme("BATCH")
        .setAggregationFanIn(4)
        .setAggregationLeaseMs(10_000)
        .setAggregationMaxEpochs(6)
        .setAggregatorBond(2_000_000)
        .setAggregatorFee(50_000)
        .build();
  }

  private static ClassPolicy classPolicy() {
    return ClassPolicy.newBuilder()
        .setTaskClass(TaskClass.STANDARD.name())
        .setUnitPrice(100_000)
        .setRedundancy(1)
        .setCommitTimeoutMs(60_000)
        .setRevealWindowMs(6_000)
        .setLateGraceMs(8_000)
        .setMinRewardBps(0)
        .setMaxRewardBps(100_000)
        .setMaxEpochs(8)
        .setRevealWindowMinMs(0)
        .setRevealWindowMaxMs(86_400_000)
        .setRevealWindowSamples(0)
        .build();
  }

  private static ProgramEntry program() {
    return ProgramEntry.newBuilder()
        .setProgramHash(HASH)
        .setProofSystem("groth16")
        .setData(ByteBuffer.allocate(3))
        .build();
  }

  private static void set(SpecificRecord record, String name, Object value) {
    Schema.Field field = record.getSchema().getField(name);
    boolean isInt = field.schema().getType() == Schema.Type.INT;
    record.put(field.pos(), isInt ? (Object) ((Number) value).intValue() : value);
  }

  private static ClassPolicy only(Policy policy) {
    return policy.getClasses().getFirst();
  }

  /** Both sides of each bound; what else has to hold with it is made to. */
  static Stream<Arguments> bounds() {
    return Stream.concat(
        PolicyBounds.OF_ALL.stream().map(bound -> Arguments.of(bound, false)),
        PolicyBounds.OF_A_CLASS.stream().map(bound -> Arguments.of(bound, true)));
  }

  private static Policy with(String field, boolean ofClass, long value) {
    Policy policy = policy();
    set(ofClass ? only(policy) : policy, field, value);
    if (field.equals("slashUnrevealedBps")) {
      set(policy, "slashDelayBps", 0);
    }
    if (field.equals("parkedPerTask")) {
      set(policy, "maxProofBytes", 1);
    }
    if (field.equals("revealWindowSamples")) {
      set(only(policy), "revealWindowMinMs", 1L);
    }
    return policy;
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void shouldTakeWhatIsWithinItsBoundsAndNameTheFieldThatIsNot(Bound<?> bound, boolean ofClass) {
    String field = bound.field();
    assertThat(PolicyBounds.excess(with(field, ofClass, bound.least()))).isEmpty();
    assertThat(PolicyBounds.excess(with(field, ofClass, bound.most()))).isEmpty();
    assertThat(PolicyBounds.excess(with(field, ofClass, bound.least() - 1)))
        .hasValueSatisfying(why -> assertThat(why).contains(field, "from " + bound.least()));
    if (bound.most() < Integer.MAX_VALUE) {
      assertThat(PolicyBounds.excess(with(field, ofClass, bound.most() + 1)))
          .hasValueSatisfying(why -> assertThat(why).contains(field, "to " + bound.most()));
    }
  }

  @Test
  void shouldHaveABoundForEveryNumber() {
    assertThat(PolicyBounds.OF_ALL.stream().map(Bound::field))
        .containsExactlyInAnyOrderElementsOf(numbers(Policy.getClassSchema()));
    assertThat(PolicyBounds.OF_A_CLASS.stream().map(Bound::field))
        .containsExactlyInAnyOrderElementsOf(numbers(ClassPolicy.getClassSchema()));
  }

  private static List<String> numbers(Schema schema) {
    return schema.getFields().stream()
        .filter(f -> List.of(Schema.Type.INT, Schema.Type.LONG).contains(f.schema().getType()))
        .map(Schema.Field::name)
        .toList();
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        broken("domain", p -> set(p, "domain", "0x17")),
        broken("tickKey", p -> set(p, "tickKey", "0x17")),
        broken("tickKey", p -> set(p, "tickKey", "0x" + "ff".repeat(32))),
        broken("aggregationScheme", p -> set(p, "aggregationScheme", "")),
        broken("aggregationScheme", p -> set(p, "aggregationScheme", "BATCH\u001b[2J")),
        broken("of sp1-v5", p -> set(p, "verifierStatus", Map.of("sp1-v5", "STOPED"))),
        broken("programHash", p -> set(p.getPrograms().getFirst(), "programHash", "0x")),
        broken("proofSystem", p -> set(p.getPrograms().getFirst(), "proofSystem", "")),
        broken("programHash", p -> set(p, "programs", List.of(program(), program()))),
        broken("taskClass", p -> set(p, "classes", List.of(classPolicy(), classPolicy()))),
        broken(
            "slashDelayBps",
            p -> {
              set(p, "slashDelayBps", 9_999);
              set(p, "slashUnrevealedBps", 9_998);
            }),
        broken(
            "parkedPerTask",
            p -> {
              set(p, "parkedPerTask", 4_096);
              set(p, "maxProofBytes", 16_385);
            }),
        broken(
            "staleCompensationBps",
            p -> {
              set(p, "staleCompensationBps", 5_001);
              set(only(p), "redundancy", 2);
            }),
        broken(
            "maxRewardBps",
            p -> {
              set(only(p), "minRewardBps", 9_000);
              set(only(p), "maxRewardBps", 8_999);
            }),
        broken(
            "revealWindowMaxMs",
            p -> {
              set(only(p), "revealWindowMinMs", 2L);
              set(only(p), "revealWindowMaxMs", 1L);
            }),
        broken("revealWindowMinMs", p -> set(only(p), "revealWindowSamples", 1)));
  }

  private static Arguments broken(String field, Consumer<Policy> change) {
    Policy policy = policy();
    change.accept(policy);
    return Arguments.of(field, policy);
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void shouldNameTheFieldOfAContradiction(String field, Policy policy) {
    assertThat(PolicyBounds.excess(policy))
        .hasValueSatisfying(why -> assertThat(why).contains(field));
  }

  /** Whether rules are known may not say which policy is in force: builds would disagree. */
  @Test
  void shouldTakeRulesOfANewerBuildAndNotPublishThem() {
    Policy policy = policy();
    set(policy, "rules", MarketRules.NEWEST);
    assertThat(PolicyBounds.excessHere(policy)).isEmpty();
    set(policy, "rules", MarketRules.NEWEST + 1);

    assertThat(PolicyBounds.excess(policy)).isEmpty();
    assertThat(PolicyBounds.excessHere(policy))
        .hasValueSatisfying(why ->
            assertThat(why)
                .startsWith(
                    "rules is %d, which has to be from 1 to %d"
                        .formatted(MarketRules.NEWEST + 1, MarketRules.NEWEST)));
  }

  /** It would close nothing; and on the log it closes nothing for any build. */
  @Test
  void shouldPublishNoClosedPolicyByRulesFromBeforeMarketsCouldEnd() {
    Policy policy = policy();
    set(policy, "closed", true);
    set(policy, "rules", MarketRules.MARKETS_MAY_CLOSE - 1);
    assertThat(PolicyBounds.excess(policy)).isEmpty();
    assertThat(PolicyBounds.excessHere(policy))
        .hasValueSatisfying(why -> assertThat(why).startsWith("rules is 1"));

    set(policy, "rules", MarketRules.MARKETS_MAY_CLOSE);
    assertThat(PolicyBounds.excessHere(policy)).isEmpty();
  }

  @Test
  void shouldPublishNothingThatIsOutOfBounds() {
    Policy policy = policy();
    set(policy, "burnBps", 10_001);
    assertThat(PolicyBounds.excessHere(policy)).isEqualTo(PolicyBounds.excess(policy)).isPresent();
  }

  /** A newer release's word: whoever does not know it does not offer that class. */
  @Test
  void shouldTakeAClassThatItDoesNotKnow() {
    Policy policy = policy();
    set(only(policy), "taskClass", "TOMORROW");
    assertThat(PolicyBounds.excess(policy)).isEmpty();
  }

  @Test
  void shouldBeLookedAtWhereverAPolicyIsRead() {
    Policy negative = policy();
    set(negative, "aggregationLeaseMs", -5L);
    assertThat(Topics.POLICIES.excess(policy())).isEmpty();
    assertThat(Topics.POLICIES.excess(negative))
        .hasValueSatisfying(why ->
            assertThat(why)
                .startsWith("aggregationLeaseMs is -5, which has to be from 1 to 604800000"));
  }

  /** A proof, and what stands beside it: two hashes, a signature, a grant. */
  @Test
  void shouldLetNoProofBeLargerThanARevealMayBe() {
    long most =
        PolicyBounds.OF_ALL.stream()
            .filter(bound -> bound.field().equals("maxProofBytes"))
            .findFirst()
            .orElseThrow()
            .most();
    assertThat(most + 16 * 1024).isLessThan(Topics.REVEALS.maxMessageBytes());
  }
}
