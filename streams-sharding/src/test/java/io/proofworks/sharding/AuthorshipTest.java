package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static io.proofworks.sharding.LedgerMarket.REQUESTER;
import static io.proofworks.sharding.LedgerMarket.heartbeat;
import static io.proofworks.sharding.LedgerMarket.request;
import static io.proofworks.sharding.LedgerMarket.standing;
import static io.proofworks.sharding.LedgerMarket.supersession;
import static io.proofworks.sharding.LedgerMarket.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.sharding.LedgerMarket.Prover;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each topic that an outsider writes and sharding reads: what an unsigned copy, a replay, a
 * record out of order and a differing copy may do. The table is {@code docs/authorship.md}.
 */
class AuthorshipTest {

  private static final Prover ANN = Prover.of(1);
  private static final Prover BOB = Prover.of(2);
  private static final OwnerKey THIEF = OwnerKey.parse("0x" + "66".repeat(32));
  private static final Supersession OF_NOTHING = supersession("0x" + "77".repeat(32), THIEF);

  private final TopologyFixture market = TopologyFixture.of(new ShardingApplication());
  private final List<TaskRecord> tasks = new ArrayList<>();
  private final List<Assignment> assignments = new ArrayList<>();

  @BeforeEach
  void open() {
    market.pipe(Topics.POLICIES, DOMAIN.hex(), LedgerMarket.policy(), 1);
  }

  @AfterEach
  void close() {
    market.close();
  }

  private Verdict ask(ProofRequest request, long time) {
    market.pipe(Topics.BATCHES, request.getBatchId(), request, time);
    return answer();
  }

  /** The one verdict of sharding since the last one; what else came out is kept. */
  private Verdict answer() {
    List<Verdict> mine =
        market.read(Topics.VERDICTS).stream().filter(v -> v.getInput() != null).toList();
    tasks.addAll(market.read(Topics.TASKS));
    assignments.addAll(market.read(Topics.ASSIGNMENTS));
    assertThat(mine).hasSize(1);
    return mine.getFirst();
  }

  private static void requireNobodys(Verdict verdict) {
    assertThat(verdict.getAuthor()).isEmpty();
    assertThat(verdict.getSigned()).isFalse();
    assertThat(verdict.getBatchId()).isNull();
  }

  private static ProofRequest changed(ProofRequest of, Consumer<ProofRequest.Builder> change) {
    ProofRequest.Builder copy = ProofRequest.newBuilder(of);
    change.accept(copy);
    return copy.build();
  }

  /** A policy may change; who signed it may have bought elsewhere, and is not charged by a copy. */
  @Test
  void shouldBuyNothingLaterByACopyOfWhatWasRefused() {
    Policy stopped =
        Policy.newBuilder(LedgerMarket.policy())
            .setVersion(2)
            .setVerifierStatus(Map.of("ledger-groth16/v1", "STOPPED"))
            .build();
    Policy again = Policy.newBuilder(LedgerMarket.policy()).setVersion(3).build();
    market.pipe(Topics.POLICIES, DOMAIN.hex(), stopped, 10);
    assertThat(ask(request(), 20).getReason()).isEqualTo("VERIFIER_STOPPED");
    market.pipe(Topics.POLICIES, DOMAIN.hex(), again, 30);

    Verdict copied = ask(request(), 40);

    assertThat(copied.getReason()).isEqualTo("DUPLICATE");
    assertThat(copied.getAuthor()).isEqualTo(REQUESTER.address().hex());
    assertThat(tasks).isEmpty();
    ProofRequest anew = changed(request(), b -> b.setDeadline(LedgerMarket.DEADLINE + 1));
    assertThat(ask(SignedMessages.sign(anew, REQUESTER), 50).getReason()).isEqualTo("ACCEPTED");
  }

  /** What cannot be answered has had its trace executed: once, and not once for each copy. */
  @Test
  void shouldExecuteNoCopyOfWhatWasSetAside() {
    // given
    Policy unknown =
        Policy.newBuilder(LedgerMarket.policy())
            .setVersion(2)
            .setAggregationScheme("PICKLES")
            .build();
    market.pipe(Topics.POLICIES, DOMAIN.hex(), unknown, 10);
    ProofRequest forged = changed(request(), b -> b.setRouteId("theirs"));
    assertThat(ask(forged, 15).getReason()).isEqualTo("BAD_SIGNATURE");
    assertThat(ask(request(), 20).getReason()).isEqualTo("UNSUPPORTED");

    // when
    Verdict copied = ask(request(), 30);

    // then
    assertThat(copied.getReason()).isEqualTo("DUPLICATE");
    assertThat(tasks).isEmpty();
  }

  /** Everything that the batchId does not cover. */
  static Stream<Arguments> fieldsBesideTheBatchId() {
    Map<String, Consumer<ProofRequest.Builder>> lies = new TreeMap<>();
    lies.put("proofSystem", b -> b.setProofSystem("risc0-groth16"));
    lies.put("routeId", b -> b.setRouteId("theirs"));
    lies.put("deadline", b -> b.setDeadline(LedgerMarket.DEADLINE + 1));
    lies.put("maxReward", b -> b.setMaxReward(1));
    lies.put("taskClass", b -> b.setTaskClass("LONG_DEADLINE"));
    lies.put("binding", b -> b.setBinding("COMMIT_REVEAL"));
    lies.put("trace", b -> b.setTrace(ByteBuffer.allocate(3)));
    return lies.entrySet().stream().map(lie -> Arguments.of(lie.getKey(), lie.getValue()));
  }

  @ParameterizedTest
  @MethodSource("fieldsBesideTheBatchId")
  void shouldTakeNoUnsignedCopyOfARequestBeforeOrAfterIt(
      String field, Consumer<ProofRequest.Builder> lie) {
    ProofRequest copy = changed(request(), lie);

    Verdict before = ask(copy, 20);
    Verdict taken = ask(request(), 21);
    List<TaskRecord> published = List.copyOf(tasks);
    Verdict after = ask(copy, 22);

    for (Verdict forged : List.of(before, after)) {
      assertThat(forged.getReason()).as(field).isEqualTo("BAD_SIGNATURE");
      requireNobodys(forged);
    }
    assertThat(taken.getReason()).isEqualTo("ACCEPTED");
    assertThat(taken.getAuthor()).isEqualTo(REQUESTER.address().hex());
    assertThat(taken.getSigned()).isTrue();
    assertThat(tasks).as("nothing but the signed one is published").isEqualTo(published);
    requireTasksOf(request());
  }

  @ParameterizedTest
  @MethodSource("fieldsBesideTheBatchId")
  void shouldKeepToTheFirstOfTwoRequestsThatAreSignedUnderOneId(
      String field, Consumer<ProofRequest.Builder> change) {
    ProofRequest second = SignedMessages.sign(changed(request(), change), REQUESTER);
    ask(request(), 20);
    List<TaskRecord> published = List.copyOf(tasks);

    Verdict refused = ask(second, 21);

    assertThat(refused.getReason()).as(field).isEqualTo("DIGEST_MISMATCH");
    assertThat(refused.getAuthor()).isEqualTo(REQUESTER.address().hex());
    assertThat(refused.getDetail()).contains(SignedMessages.digest(request()).hex());
    assertThat(tasks).isEqualTo(published);
    assertThat(ask(request(), 22).getReason()).isEqualTo("DUPLICATE");
  }

  private void requireTasksOf(ProofRequest request) {
    assertThat(tasks)
        .hasSize(3)
        .allSatisfy(record -> {
          Task task = (Task) record.getEvent();
          assertThat(task.getRequestDigest()).isEqualTo(SignedMessages.digest(request).hex());
          assertThat(task.getRouteId()).isEqualTo(request.getRouteId());
          assertThat(task.getDeadline()).isEqualTo(request.getDeadline());
        });
  }

  @Test
  void shouldNotTakeARequestForTheWorkOfAnother() {
    ProofRequest signedByThief = SignedMessages.sign(request(), THIEF);
    ProofRequest inHerName = changed(signedByThief, b -> b.setRequesterId(THIEF.address().hex()));

    requireNobodys(ask(signedByThief, 20));
    Verdict other = ask(SignedMessages.sign(inHerName, THIEF), 21);

    assertThat(other.getReason()).isEqualTo("DIGEST_MISMATCH");
    requireNobodys(other);
    assertThat(tasks).isEmpty();
  }

  @Test
  void shouldForgetAnEndedBatchAtItsDeadlineAndStillTakeNoCopyOfIt() {
    ask(request(), 20);
    supersede(supersession(request().getBatchId(), REQUESTER), 30);
    tasks.clear();

    market.tick(LedgerMarket.DEADLINE + 1, Topics.BATCHES);
    Verdict late = ask(request(), LedgerMarket.DEADLINE + 2);

    assertThat(late.getReason()).isEqualTo("COMMIT_CLOSED");
    assertThat(tasks).isEmpty();
  }

  private Verdict supersede(Supersession message, long time) {
    market.pipe(Topics.SUPERSESSIONS, message.getBatchId(), message, time);
    return answer();
  }

  @Test
  void shouldTakeNoUnsignedOrForeignSupersession() {
    String batch = request().getBatchId();
    ask(request(), 20);
    Supersession honest = supersession(batch, REQUESTER);
    Supersession unsigned =
        Supersession.newBuilder(honest).setSignature(ByteBuffer.allocate(65)).build();
    Supersession differing =
        Supersession.newBuilder(honest).setReplacementBatchId(Hash32.ZERO.hex()).build();
    tasks.clear();

    for (Supersession forged : List.of(unsigned, differing)) {
      Verdict no = supersede(forged, 30);
      assertThat(no.getReason()).isEqualTo("BAD_SIGNATURE");
      requireNobodys(no);
    }
    Verdict foreign = supersede(supersession(batch, THIEF), 31);

    assertThat(foreign.getReason()).isEqualTo("BAD_SIGNATURE");
    assertThat(foreign.getAuthor()).isEqualTo(THIEF.address().hex());
    assertThat(foreign.getBatchId()).as("it is not about that batch").isNull();
    assertThat(tasks).isEmpty();
  }

  @Test
  void shouldKeepToTheFirstOfTwoSignedSupersessions() {
    String batch = request().getBatchId();
    ask(request(), 20);
    tasks.clear();
    Supersession first = supersession(batch, REQUESTER);
    Supersession other =
        SignedMessages.sign(
            Supersession.newBuilder(first).setCause("SEQUENCER_OUTPUT").build(), REQUESTER);

    Verdict taken = supersede(first, 30);

    assertThat(taken.getAuthor()).isEqualTo(REQUESTER.address().hex());
    assertThat(supersede(other, 31).getReason()).isEqualTo("DUPLICATE");
    assertThat(supersede(first, 32).getReason()).isEqualTo("DUPLICATE");
    assertThat(tasks)
        .hasSize(3)
        .allSatisfy(task ->
            assertThat(((TaskSuperseded) task.getEvent()).getCause()).isEqualTo("STATE_ROOT"));
  }

  @Test
  void shouldLetNobodyWaitInAnothersNameAndNoMoreThanThereIsRoomFor() {
    Supersession unsigned =
        Supersession.newBuilder(supersession(Hash32.ZERO.hex(), REQUESTER))
            .setSignature(ByteBuffer.allocate(65))
            .build();
    requireNobodys(supersede(unsigned, 40));

    for (int i = 0; i < 256; i++) {
      pipeUnknown(40);
    }
    assertThat(market.read(Topics.VERDICTS)).as("they wait").isEmpty();
    pipeUnknown(40);
    assertThat(answer().getReason()).isEqualTo("UNKNOWN_TASK");

    market.tick(41, Topics.BATCHES);
    assertThat(market.read(Topics.VERDICTS))
        .hasSize(256)
        .allMatch(v -> v.getReason().equals("UNKNOWN_TASK"));
    pipeUnknown(42);
    assertThat(market.read(Topics.VERDICTS)).as("there is room again").isEmpty();
  }

  private void pipeUnknown(long time) {
    market.pipe(Topics.SUPERSESSIONS, OF_NOTHING.getBatchId(), OF_NOTHING, time);
  }

  private void beat(Prover prover, Heartbeat heartbeat, long time) {
    market.pipe(Topics.HEARTBEATS, prover.id(), heartbeat, time);
    assignments.addAll(market.read(Topics.ASSIGNMENTS));
  }

  /** A batch whose tasks Ann holds, with Bob there to take them. */
  private List<String> held() {
    market.pipe(Topics.PROVERS, ANN.id(), standing(ANN, 8), 10);
    beat(ANN, heartbeat(ANN, 10), 10);
    ask(request(), 20);
    List<String> ids = tasks.stream().map(TaskRecord::getTaskId).toList();
    for (String id : ids) {
      Verdict funded = verdict(VerdictKind.TASK, Reason.ACCEPTED, id, 0, "", TaskState.OPEN);
      market.pipe(Topics.VERDICTS, id, funded, 30);
    }
    assignments.addAll(market.read(Topics.ASSIGNMENTS));
    assertThat(assignments).hasSize(3);
    assignments.clear();
    market.read(Topics.VERDICTS);
    market.pipe(Topics.PROVERS, BOB.id(), standing(BOB, 8), 40);
    beat(BOB, heartbeat(BOB, 40), 40);
    return ids;
  }

  @Test
  void shouldTakeNoDeclineThatItsHolderDidNotSign() {
    Decline decline = new Decline(held().getFirst(), 1);
    Heartbeat unsigned =
        Heartbeat.newBuilder(heartbeat(ANN, 50, decline))
            .setSignature(ByteBuffer.allocate(64))
            .build();
    Heartbeat byBob =
        Heartbeat.newBuilder(heartbeat(BOB, 50, decline)).setProverId(ANN.id()).build();
    Heartbeat differing =
        Heartbeat.newBuilder(heartbeat(ANN, 50)).setDeclines(List.of(decline)).build();

    for (Heartbeat forged : List.of(unsigned, byBob, differing)) {
      beat(ANN, forged, 50);
      Verdict no = answer();
      assertThat(no.getReason()).isEqualTo("BAD_SIGNATURE");
      requireNobodys(no);
    }
    beat(BOB, heartbeat(BOB, 51, decline), 51);

    assertThat(assignments).isEmpty();
  }

  @Test
  void shouldTakeADeclineOnceAndNoHeartbeatThatWasOvertaken() {
    String task = held().getFirst();
    Heartbeat older = heartbeat(ANN, 50, new Decline(task, 1));
    beat(ANN, heartbeat(ANN, 60), 60);

    beat(ANN, older, 61);
    Verdict overtaken = answer();
    assertThat(overtaken.getReason()).isEqualTo("DUPLICATE");
    assertThat(overtaken.getAuthor()).as("it is hers").isEqualTo(ANN.id());
    assertThat(assignments).isEmpty();

    Heartbeat declining = heartbeat(ANN, 70, new Decline(task, 1));
    beat(ANN, declining, 70);
    beat(ANN, declining, 71);
    assertThat(answer().getReason()).isEqualTo("DUPLICATE");
    beat(ANN, heartbeat(ANN, 80, new Decline(task, 1)), 80);

    assertThat(assignments)
        .hasSize(2) // what is given back, and who is asked instead
        .last()
        .satisfies(next -> {
          assertThat(next.getEpoch()).isEqualTo(2);
          assertThat(next.getAssignees().getFirst().getProverId()).isEqualTo(BOB.id());
        });
  }

  /** Her clock was once years ahead, and none of her heartbeats is younger than that one. */
  @Test
  void shouldCountHeartbeatsFromAnewUnderAnotherSessionKey() {
    Decline decline = new Decline(held().getFirst(), 1);
    Prover renewed = new Prover(ANN.owner(), Prover.of(9).session());
    beat(ANN, heartbeat(ANN, 1_000_000), 60);
    market.pipe(Topics.PROVERS, ANN.id(), standing(ANN, 9), 65);
    beat(ANN, heartbeat(ANN, 70, decline), 70);
    assertThat(answer().getReason()).as("with the same key").isEqualTo("DUPLICATE");

    market.pipe(Topics.PROVERS, ANN.id(), standing(renewed, 8), 80);
    beat(ANN, heartbeat(ANN, 1_000_001, decline), 85);
    assertThat(answer().getReason()).as("with the key of before").isEqualTo("BAD_SIGNATURE");
    assertThat(assignments).isEmpty();
    beat(ANN, heartbeat(renewed, 90, decline), 90);

    assertThat(assignments)
        .hasSize(2) // what is given back, and who is asked instead
        .last()
        .satisfies(
            next -> assertThat(next.getAssignees().getFirst().getProverId()).isEqualTo(BOB.id()));
    beat(ANN, heartbeat(renewed, 90, decline), 91);
    assertThat(answer().getReason()).isEqualTo("DUPLICATE");
  }

  @Test
  void shouldRefuseMoreDeclinesThanAnybodyHolds() {
    String task = held().getFirst();
    Decline[] many = Stream.generate(() -> new Decline(task, 1)).limit(513).toArray(Decline[]::new);

    beat(ANN, heartbeat(ANN, 50, many), 50);

    assertThat(answer().getReason()).isEqualTo("OVERSIZED");
    assertThat(assignments).isEmpty();
  }

  @Test
  void shouldAnswerEachInputByItsBytesAndNeverRepeatThemWhole() {
    ProofRequest loud =
        SignedMessages.sign(
            changed(request(), b -> b.setProofSystem("x".repeat(500_000))), REQUESTER);
    ProofRequest torn =
        SignedMessages.sign(
            changed(request(), b -> b.setRouteId("a\u001b]0;title\u0007\nb")), REQUESTER);

    ProofRequest long65 =
        SignedMessages.sign(changed(request(), b -> b.setProofSystem("x".repeat(65))), REQUESTER);

    for (ProofRequest request : List.of(loud, torn, long65)) {
      Verdict no = ask(request, 20);
      assertThat(no.getReason()).isEqualTo("MALFORMED");
      assertThat(no.getDetail()).hasSizeLessThanOrEqualTo(512);
      assertThat(no.getDetail()).doesNotContain("\u001b").doesNotContain("xxx");
      requireNobodys(no);
      assertThat(no.getInputDigest()).isEqualTo(digest(request));
    }
  }

  private String digest(ProofRequest request) {
    byte[] key = request.getBatchId().getBytes(StandardCharsets.UTF_8);
    return InboundRecord.digest(key, market.serdes().encode(Topics.BATCHES, request)).hex();
  }
}
