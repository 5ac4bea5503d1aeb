package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import io.proofworks.protocol.Hash32;
import io.proofworks.worker.journal.JournalledCommit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the log and the journal say, and what follows. */
class NextStepTest {

  private static final Task TASK = task();
  private static final Optional<JournalledCommit> NO_COMMIT = Optional.empty();
  private static final Optional<Hash32> NOT_SAID = Optional.empty();

  private static Task task() {
    return Task.newBuilder()
        .setBatchId("b")
        .setRequesterId("r")
        .setStatementId("s")
        .setShardIndex(0)
        .setShardCount(1)
        .setShardWeight(1)
        .setProofSystem("p")
        .setProgramHash("h")
        .setInputCommitment("i")
        .setPublicInputs(ByteBuffer.allocate(0))
        .setTraceShard(ByteBuffer.allocate(0))
        .setTaskClass("STANDARD")
        .setBinding("IN_PROOF")
        .setDeadline(9)
        .setCommitBy(8)
        .setRevealWindowMs(1)
        .setLateGraceMs(1)
        .setMaxProofBytes(1)
        .setPolicyVersion(1)
        .setRedundancy(1)
        .setReward(1)
        .setMinReward(1)
        .setMaxReward(1)
        .setBond(1)
        .setRouteId("")
        .build();
  }

  private static Assignment assignment(int epoch) {
    return Assignment.newBuilder()
        .setDomain("d")
        .setTaskId("t")
        .setBatchId("b")
        .setEpoch(epoch)
        .setAssignees(List.of())
        .setOpenToAll(false)
        .setCommitBy(8)
        .setReward(1)
        .setCause("INITIAL")
        .build();
  }

  private static Optional<JournalledCommit> committed(int epoch) {
    return Optional.of(
        new JournalledCommit(
            Hash32.ZERO,
            epoch,
            Hash32.ZERO,
            Hash32.ZERO,
            Hash32.ZERO,
            new JournalledCommit.Records(Hash32.ZERO, Hash32.ZERO)));
  }

  private static ProverTask mine(int epoch) {
    return ProverTask.UNKNOWN.withTask(TASK, 7).withAssignment(assignment(epoch), true);
  }

  private static ProverTask others(ProverTask view, int epoch) {
    return view.withAssignment(assignment(epoch), false);
  }

  private static Class<?> next(ProverTask view, Optional<JournalledCommit> journalled) {
    return NextStep.of(view, journalled).getClass();
  }

  @Test
  void shouldWaitWhileNothingIsAsked() {
    assertThat(next(ProverTask.UNKNOWN, NO_COMMIT)).isEqualTo(NextStep.Wait.class);
    assertThat(next(ProverTask.UNKNOWN.withTask(TASK, 7), NO_COMMIT))
        .isEqualTo(NextStep.Wait.class);
    assertThat(next(others(ProverTask.UNKNOWN.withTask(TASK, 7), 1), NO_COMMIT))
        .isEqualTo(NextStep.Wait.class);
    assertThat(next(ProverTask.UNKNOWN.withAssignment(assignment(1), true), NO_COMMIT))
        .as("the task record has not come yet")
        .isEqualTo(NextStep.Wait.class);
  }

  @Test
  void shouldConsiderAnAssignmentOfTheNewestEpochOnly() {
    assertThat(next(mine(1), NO_COMMIT)).isEqualTo(NextStep.Consider.class);
    assertThat(next(others(mine(1), 2), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
    assertThat(next(mine(1).asVerified(), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
    assertThat(next(mine(1).asEnded(), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
  }

  @Test
  void shouldSendAJournalledCommitUntilItIsAnswered() {
    assertThat(next(mine(1), committed(1))).isEqualTo(NextStep.SendCommit.class);
    assertThat(next(mine(1).withRefusedCommit(1), committed(1))).isEqualTo(NextStep.Wait.class);
    assertThat(next(mine(1).withAcceptedCommit(1, NOT_SAID), committed(1)))
        .isEqualTo(NextStep.SendReveal.class);
  }

  @Test
  void shouldRevealAnAcceptedCommitWhateverHappenedMeanwhile() {
    ProverTask accepted = mine(1).withAcceptedCommit(1, NOT_SAID);
    assertThat(next(accepted.asVerified(), committed(1))).isEqualTo(NextStep.SendReveal.class);
    assertThat(next(others(accepted, 2), committed(1))).isEqualTo(NextStep.SendReveal.class);
    assertThat(next(accepted.withRevealAnswer(1), committed(1))).isEqualTo(NextStep.Wait.class);
  }

  @Test
  void shouldRevealAfterTheEndOnlyWhatIsOverdue() {
    ProverTask accepted = mine(1).withAcceptedCommit(1, NOT_SAID);
    assertThat(next(accepted.asEnded(), committed(1))).isEqualTo(NextStep.Wait.class);
    assertThat(next(accepted.withOverdue(1).asEnded(), committed(1)))
        .isEqualTo(NextStep.SendReveal.class);
    assertThat(next(accepted.withOverdue(1).withRevealAnswer(1).asEnded(), committed(1)))
        .isEqualTo(NextStep.Wait.class);
    assertThat(next(accepted.withOverdue(1).asEnded(), NO_COMMIT))
        .isEqualTo(NextStep.Recover.class);
  }

  @Test
  void shouldTakeANewEpochAfterTheOldOneIsAnswered() {
    ProverTask again =
        mine(1)
            .withAcceptedCommit(1, NOT_SAID)
            .withRevealAnswer(1)
            .withAssignment(assignment(2), true);
    assertThat(next(again, committed(1))).isEqualTo(NextStep.Consider.class);
  }

  @Test
  void shouldRecoverACommitThatOnlyTheLogKnowsAndNeverContradictIt() {
    ProverTask accepted = mine(1).withAcceptedCommit(1, NOT_SAID);
    assertThat(next(accepted, NO_COMMIT)).isEqualTo(NextStep.Recover.class);
    assertThat(next(accepted.asVerified(), NO_COMMIT)).isEqualTo(NextStep.Recover.class);
    assertThat(next(accepted.asEnded(), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
    assertThat(next(accepted.withRevealAnswer(1), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
    assertThat(next(mine(2).withAcceptedCommit(2, NOT_SAID), committed(1)))
        .isEqualTo(NextStep.Recover.class);
    assertThat(next(mine(1).withRefusedCommit(1), NO_COMMIT)).isEqualTo(NextStep.Wait.class);
  }

  @Test
  void shouldRevealNothingThatDoesNotOpenTheCommitThatStands() {
    Optional<Hash32> other =
        Optional.of(
            Hash32.of(
                new byte[] {
                  1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3,
                  4, 5, 6, 7, 8
                }));
    assertThat(next(mine(1).withAcceptedCommit(1, other), committed(1)))
        .isEqualTo(NextStep.Lost.class);
    assertThat(next(mine(1).withAcceptedCommit(1, Optional.of(Hash32.ZERO)), committed(1)))
        .isEqualTo(NextStep.SendReveal.class);
  }

  @Test
  void shouldBelieveAnAcceptanceThatComesAfterARefusal() {
    ProverTask refused = mine(1).withRefusedCommit(1);
    assertThat(next(refused.withAcceptedCommit(1, NOT_SAID), committed(1)))
        .isEqualTo(NextStep.SendReveal.class);
  }

  @Test
  void shouldTakeVerdictsThatNameANewerEpochForThoseOnTheCommitThatStands() {
    ProverTask accepted = mine(1).withAcceptedCommit(1, NOT_SAID);
    assertThat(next(accepted.withOverdue(3).asEnded(), committed(1)))
        .isEqualTo(NextStep.SendReveal.class);
    ProverTask third = accepted.withRevealAnswer(3).withAssignment(assignment(3), true);
    assertThat(next(third.withAcceptedCommit(3, NOT_SAID), committed(3)))
        .as("the answer was to the first epoch's reveal")
        .isEqualTo(NextStep.SendReveal.class);
  }

  @Test
  void shouldBeOverWhenATaskHasEndedAndNothingIsOpen() {
    assertThat(NextStep.isOver(mine(1).asEnded(), NO_COMMIT)).isTrue();
    assertThat(NextStep.isOver(mine(1), NO_COMMIT)).isFalse();
    assertThat(NextStep.isOver(mine(1).asEnded(), committed(1))).isFalse();
    ProverTask accepted = mine(1).withAcceptedCommit(1, NOT_SAID).asEnded();
    assertThat(NextStep.isOver(accepted, committed(1))).isFalse();
    assertThat(NextStep.isOver(accepted.withRevealAnswer(1), committed(1))).isTrue();
    assertThat(NextStep.isOver(mine(1).withRefusedCommit(1).asEnded(), committed(1))).isTrue();
  }

  @Test
  void shouldKeepTheFirstRecordOfATask() {
    Task other = Task.newBuilder(TASK).setBatchId("other").build();
    assertThat(mine(1).withTask(other, 8).task()).contains(TASK);
  }
}
