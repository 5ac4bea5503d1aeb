package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.TooLargeException;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.TaskRoom;
import io.proofworks.settlement.state.TaskStates;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A task is one record of a store. One that is full costs who comes too late, and nobody else. */
class FullTaskTest {

  private static final Hash32 TASK = hash("task");
  private static final Hash32 OTHER = hash("other");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();

  /** Tells how large a task has become, and can be told to take none that changes. */
  private static final class Tasks implements OrderedStore {

    private final OrderedStore store = new MemoryStore();
    private int bytes;
    private boolean full;

    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(key);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      if (full) {
        throw new TooLargeException("TaskCase", value.length, 0);
      }
      bytes = value.length;
      store.put(key, value);
    }

    @Override
    public void delete(byte[] key) {
      store.delete(key);
    }

    @Override
    public Optional<byte[]> first() {
      return store.first();
    }

    @Override
    public List<byte[]> first(int most) {
      return store.first(most);
    }
  }

  private static Bench bench(Tasks tasks, TaskRoom room) {
    TaskStates states =
        new TaskStates(tasks, new MemoryStore(), new MemoryStore(), new MemoryStore());
    return new Bench(new PolicyProofCheck(VerifierRegistry.standard()), states, room);
  }

  /** What a task has with one commit, whose bond is granted: half of its room. */
  private static TaskRoom roomForOneCommit() {
    Tasks tasks = new Tasks();
    Bench bench = bench(tasks, TaskRoom.OF_A_RECORD);
    bench.publish(TASK, PROOF);
    bench.put(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, PROOF.proof()));
    return new TaskRoom(2 * tasks.bytes);
  }

  private static Bench withOneCommit() {
    Bench bench = bench(new Tasks(), roomForOneCommit());
    bench.publish(TASK, PROOF);
    assertThat(
            bench.put(
                Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, PROOF.proof())))
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED);
    return bench;
  }

  private static List<VerdictIssued> secondCommit(Bench bench) {
    return bench.put(
        Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, BOB, PROOF.proof()));
  }

  @Test
  void shouldRefuseACommitForWhichATaskHasNoRoom() {
    Bench bench = withOneCommit();

    List<VerdictIssued> verdicts = secondCommit(bench);

    assertThat(verdicts)
        .extracting(VerdictIssued::kind, VerdictIssued::reason, VerdictIssued::author)
        .containsExactly(tuple(VerdictKind.COMMIT, Reason.OVERSIZED, ""));
    assertThat(verdicts.getFirst().detail()).contains("bytes for settlement.TaskCase, which takes");
  }

  @Test
  void shouldLeaveRoomForWhatBecomesOfTheCommitsThatItTook() {
    Bench bench = withOneCommit();
    secondCommit(bench);

    List<VerdictIssued> verdicts =
        bench.put(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, PROOF.proof()));

    assertThat(verdicts).extracting(VerdictIssued::reason).containsExactly(Reason.ACCEPTED);
  }

  @Test
  void shouldDecideOtherTasksAndTheSameInAReplay() {
    Bench bench = withOneCommit();
    secondCommit(bench);

    bench.publish(OTHER, PROOF);
    List<VerdictIssued> verdicts =
        bench.put(Topics.COMMITMENTS, OTHER.hex(), Market.commitment(OTHER, 1, BOB, PROOF.proof()));
    bench.passTo(120_000);

    assertThat(verdicts).extracting(VerdictIssued::reason).containsExactly(Reason.ACCEPTED);
    assertThat(bench.replayed()).isEqualTo(bench.outcomes());
  }

  /** Whatever it is that finds no room. */
  @Test
  void shouldGoOnAfterADeadlineOrAnInputOfTheMarketForWhichATaskHasNoRoom() {
    Tasks tasks = new Tasks();
    Bench bench = bench(tasks, TaskRoom.OF_A_RECORD);
    bench.publish(TASK, PROOF);
    tasks.full = true;

    List<VerdictIssued> assignment =
        bench.put(Topics.ASSIGNMENTS, TASK.hex(), Market.assignment(TASK, 2, 60_000, ANN));
    List<VerdictIssued> deadline = bench.passTo(70_000);
    tasks.full = false;
    bench.publish(OTHER, PROOF);

    assertThat(assignment)
        .extracting(VerdictIssued::kind, VerdictIssued::reason)
        .containsExactly(tuple(VerdictKind.ASSIGNMENT, Reason.OVERSIZED));
    assertThat(deadline).as("a deadline that passed without a consequence").isEmpty();
    assertThat(bench.outcomes()).isNotEmpty();
    assertThat(
            bench.put(
                Topics.COMMITMENTS, OTHER.hex(), Market.commitment(OTHER, 1, BOB, PROOF.proof())))
        .hasSize(1);
  }
}
