package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each field of what the operator's own programs write to settlement, with values that cannot be
 * right: a bug there costs its own record and nothing else. Fields that settlement does not decide
 * by are listed as such.
 */
final class OperatorFieldLiesTest {

  private static final Hash32 TASK = hash("task");
  private static final Hash32 NEXT = hash("next task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final String OTHER = hash("other").hex();
  private static final TaskRecord PUBLISHED = Market.task(NEXT, PROOF);
  private static final Assignment ASSIGNED = Market.assignment(TASK, 2, 60_000, ANN);
  private static final Stake DEPOSIT = Market.deposit(ANN, 500, "chain event");

  /** For provers, schedulers and analysts; settlement takes every value. */
  private static final Set<String> NOT_DECIDED_BY =
      Set.of(
          "inputCommitment",
          "traceShard",
          "deadline",
          "commitBy",
          "redundancy",
          "reward",
          "minReward",
          "routeId",
          "requestDigest");

  private final Bench bench = new Bench();

  @BeforeEach
  void open() {
    bench.publish(TASK, PROOF);
  }

  static Stream<FieldLiesTest.Lie> tasks() {
    return Stream.of(
        task("batchId", "is no hash", t -> t.setBatchId("batch")),
        task("requesterId", "is no address", t -> t.setRequesterId("0x12")),
        task("statementId", "is no hash", t -> t.setStatementId("")),
        task("shardIndex", "negative", t -> t.setShardIndex(-1)),
        task("shardIndex", "beyond the last", t -> t.setShardIndex(1)),
        task("shardCount", "none", t -> t.setShardCount(0)),
        task("shardWeight", "negative", t -> t.setShardWeight(-1)),
        task("proofSystem", "empty", t -> t.setProofSystem("")),
        task("programHash", "is no hash", t -> t.setProgramHash("0x")),
        task("publicInputs", "too large", t -> t.setPublicInputs(ByteBuffer.allocate(1 << 20))),
        task("taskClass", "unknown", t -> t.setTaskClass("FASTEST")),
        task("binding", "unknown", t -> t.setBinding("BY_NAME")),
        task("revealWindowMs", "negative", t -> t.setRevealWindowMs(-1)),
        task("revealWindowMs", "for ever", t -> t.setRevealWindowMs(Long.MAX_VALUE)),
        task("lateGraceMs", "negative", t -> t.setLateGraceMs(-1)),
        task("lateGraceMs", "for ever", t -> t.setLateGraceMs(Long.MAX_VALUE)),
        task("maxProofBytes", "negative", t -> t.setMaxProofBytes(-1)),
        task("policyVersion", "negative", t -> t.setPolicyVersion(-1)),
        task("maxReward", "negative", t -> t.setMaxReward(-1)),
        task("maxReward", "more than there is", t -> t.setMaxReward(Long.MAX_VALUE)),
        task("bond", "negative", t -> t.setBond(-1)),
        task("bond", "more than there is", t -> t.setBond(Long.MAX_VALUE)));
  }

  static Stream<FieldLiesTest.Lie> taskRecords() {
    return Stream.of(
        lie("domain", "of another market", record(r -> r.setDomain(OTHER)), Reason.WRONG_DOMAIN),
        lie("domain", "is no hash", record(r -> r.setDomain("mine")), Reason.MALFORMED),
        lie("taskId", "is no hash", record(r -> r.setTaskId("next")), Reason.MALFORMED),
        lie(
            "event",
            "ends what was never published",
            record(r -> r.setEvent(new TaskClosed(NEXT.hex(), "SETTLED", "", false))),
            Reason.UNKNOWN_TASK),
        lie(
            "event",
            "closed as a state that is no end",
            record(r -> r.setEvent(new TaskClosed(NEXT.hex(), "OPEN", "", false))),
            Reason.MALFORMED),
        lie(
            "event",
            "superseded, never published",
            record(r -> r.setEvent(new TaskSuperseded(NEXT.hex(), "STATE_ROOT", null, null))),
            Reason.UNKNOWN_TASK));
  }

  static Stream<FieldLiesTest.Lie> assignments() {
    return Stream.of(
        assigned("domain", "of another market", a -> a.setDomain(OTHER), Reason.WRONG_DOMAIN),
        assigned("taskId", "unknown", a -> a.setTaskId(OTHER), Reason.UNKNOWN_TASK),
        assigned("taskId", "is no hash", a -> a.setTaskId("task"), Reason.MALFORMED),
        assigned("epoch", "the one before", a -> a.setEpoch(1), Reason.DUPLICATE),
        assigned("epoch", "none", a -> a.setEpoch(0), Reason.FENCED_EPOCH),
        assigned("epoch", "leaves one out", a -> a.setEpoch(3), Reason.FENCED_EPOCH),
        assigned("epoch", "negative", a -> a.setEpoch(-1), Reason.FENCED_EPOCH),
        assigned("epoch", "largest", a -> a.setEpoch(Integer.MAX_VALUE), Reason.FENCED_EPOCH),
        assigned("assignees", "nobody", a -> a.setAssignees(List.of()), Reason.MALFORMED),
        assigned("assignees", "no address", a -> a.setAssignees(to("ann")), Reason.MALFORMED),
        assigned(
            "assignees",
            "the same twice",
            a -> a.setAssignees(to(ANN.hex(), ANN.hex())),
            Reason.MALFORMED),
        assigned("openToAll", "and to one", a -> a.setOpenToAll(true), Reason.MALFORMED),
        assigned("commitBy", "negative", a -> a.setCommitBy(-1), Reason.MALFORMED),
        assigned("commitBy", "for ever", a -> a.setCommitBy(Long.MAX_VALUE), Reason.MALFORMED),
        assigned("commitWindowMs", "negative", a -> a.setCommitWindowMs(-1), Reason.MALFORMED),
        assigned(
            "commitWindowMs",
            "for ever",
            a -> a.setCommitWindowMs(Long.MAX_VALUE),
            Reason.MALFORMED),
        assigned("adoptedFrom", "is no hash", a -> adopted(a, "task"), Reason.MALFORMED),
        assigned("adoptedFrom", "and to one", a -> a.setAdoptedFrom(OTHER), Reason.MALFORMED),
        assigned(
            "adoptedFrom",
            "for less than nothing",
            a -> adopted(a, OTHER).setReward(-1),
            Reason.MALFORMED),
        assigned("givenBackBy", "is no address", a -> givenBack(a, "ann"), Reason.MALFORMED),
        assigned("reward", "negative", a -> a.setReward(-1), Reason.MALFORMED),
        assigned("reward", "above the escrow", a -> a.setReward(20_001), Reason.MALFORMED));
  }

  static Stream<FieldLiesTest.Lie> stakes() {
    return Stream.of(
        stake("domain", "of another market", s -> s.setDomain(OTHER), Reason.WRONG_DOMAIN),
        stake("account", "is no address", s -> s.setAccount("ann"), Reason.MALFORMED),
        stake("kind", "unknown", s -> s.setKind("GIFT"), Reason.MALFORMED),
        stake(
            "kind",
            "takes what is not there",
            s -> s.setKind("WITHDRAWAL"),
            Reason.INSUFFICIENT_BOND),
        stake("amount", "nothing", s -> s.setAmount(0), Reason.MALFORMED),
        stake("amount", "negative", s -> s.setAmount(-500), Reason.MALFORMED),
        stake("amount", "more than there is", s -> s.setAmount(Long.MAX_VALUE), Reason.MALFORMED),
        stake("reference", "empty", s -> s.setReference(""), Reason.MALFORMED));
  }

  private static Assignment.Builder adopted(Assignment.Builder assignment, String from) {
    return assignment.setAssignees(List.of()).setAdoptedFrom(from);
  }

  private static Assignment.Builder givenBack(Assignment.Builder assignment, String by) {
    return assignment.setGivenBackBy(List.of(by));
  }

  private static List<Assignee> to(String... provers) {
    ScoreBreakdown none = new ScoreBreakdown(0, 0, 0, 0, 0, 0, 0, 0L);
    return Stream.of(provers).map(p -> new Assignee(p, none)).toList();
  }

  private static FieldLiesTest.Lie lie(
      String field, String what, SpecificRecord record, Reason reason) {
    return new FieldLiesTest.Lie(field, what, record, reason);
  }

  private static FieldLiesTest.Lie task(
      String field, String what, UnaryOperator<Task.Builder> change) {
    Task task = change.apply(Task.newBuilder((Task) PUBLISHED.getEvent())).build();
    boolean tooLarge = task.getPublicInputs().remaining() > 1_000_000;
    Reason reason = tooLarge ? Reason.OVERSIZED : Reason.MALFORMED;
    return lie(field, what, record(r -> r.setEvent(task)), reason);
  }

  private static TaskRecord record(UnaryOperator<TaskRecord.Builder> change) {
    return change.apply(TaskRecord.newBuilder(PUBLISHED)).build();
  }

  private static FieldLiesTest.Lie assigned(
      String field, String what, UnaryOperator<Assignment.Builder> change, Reason reason) {
    return lie(field, what, change.apply(Assignment.newBuilder(ASSIGNED)).build(), reason);
  }

  private static FieldLiesTest.Lie stake(
      String field, String what, UnaryOperator<Stake.Builder> change, Reason reason) {
    return lie(field, what, change.apply(Stake.newBuilder(DEPOSIT)).build(), reason);
  }

  @ParameterizedTest
  @MethodSource({"tasks", "taskRecords"})
  void shouldAnswerALieAboutATaskAndTakeTheTruth(FieldLiesTest.Lie lie) {
    TaskRecord record = (TaskRecord) lie.record();

    requireAnswer(lie, bench.put(Topics.TASKS, record.getTaskId(), record));

    requireAccepted(bench.put(Topics.TASKS, NEXT.hex(), PUBLISHED));
  }

  @ParameterizedTest
  @MethodSource("assignments")
  void shouldAnswerALieInAnAssignmentAndTakeTheTruth(FieldLiesTest.Lie lie) {
    Assignment record = (Assignment) lie.record();

    requireAnswer(lie, bench.put(Topics.ASSIGNMENTS, record.getTaskId(), record));

    requireAccepted(bench.put(Topics.ASSIGNMENTS, TASK.hex(), ASSIGNED));
  }

  @ParameterizedTest
  @MethodSource("stakes")
  void shouldAnswerALieInAStakeAndTakeTheTruth(FieldLiesTest.Lie lie) {
    requireAnswer(lie, bench.stake((Stake) lie.record()));

    requireAccepted(bench.stake(DEPOSIT));
  }

  private static void requireAnswer(FieldLiesTest.Lie lie, List<VerdictIssued> answers) {
    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(lie.reason());
  }

  private static void requireAccepted(List<VerdictIssued> answers) {
    assertThat(answers).extracting(VerdictIssued::reason).containsExactly(Reason.ACCEPTED);
  }

  @Test
  void shouldLieAboutEveryField() {
    Set<String> task = fields(tasks());
    task.addAll(NOT_DECIDED_BY);
    assertThat(task).isEqualTo(fields(Task.getClassSchema()));
    assertThat(fields(taskRecords())).isEqualTo(fields(TaskRecord.getClassSchema()));
    Set<String> assignment = fields(assignments());
    assignment.addAll(Set.of("batchId", "cause")); // for readers
    assertThat(assignment).isEqualTo(fields(Assignment.getClassSchema()));
    assertThat(fields(stakes())).isEqualTo(fields(Stake.getClassSchema()));
  }

  private static Set<String> fields(Stream<FieldLiesTest.Lie> lies) {
    return lies.map(FieldLiesTest.Lie::field).collect(Collectors.toSet());
  }

  private static Set<String> fields(Schema schema) {
    return schema.getFields().stream().map(Schema.Field::name).collect(Collectors.toSet());
  }
}
