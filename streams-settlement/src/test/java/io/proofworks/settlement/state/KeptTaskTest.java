package io.proofworks.settlement.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.format.FormatException;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.runtime.UnreadableException;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.settlement.domain.CommitEntry;
import io.proofworks.settlement.domain.Epoch;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskCase.Escrow;
import io.proofworks.settlement.domain.TaskCase.Reward;
import io.proofworks.settlement.domain.TaskStage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept of a task is read as the task that it was, and as none that no rule leads to. */
class KeptTaskTest {

  private static final Hash32 ID = Hash32.parse("0x" + "1f".repeat(Hash32.BYTES));
  private static final Address ANN = Address.parse("0x" + "a1".repeat(Address.BYTES));
  private static final Origin ORIGIN = new Origin("tasks", 0, 7, 1_000, ID);
  private static final PublishedTask TERMS =
      new PublishedTask(
          ID,
          ID,
          ID,
          ANN,
          ID,
          0,
          1,
          7,
          "test",
          ID,
          new byte[0],
          TaskClass.STANDARD,
          Binding.IN_PROOF,
          90,
          100,
          50,
          100,
          1,
          20,
          10);
  private static final Epoch EPOCH = new Epoch(1, List.of(ANN), false, 0, 100, 10);
  private static final TaskStage.Current CURRENT = new TaskStage.Current(EPOCH, true, List.of(ANN));
  private static final CommitEntry.Terms COMMIT =
      new CommitEntry.Terms(ANN, 1, ID, ORIGIN, ID, 10, 20, 5L, false);
  private static final CommitEntry.Window WINDOW = new CommitEntry.Window(1, 2, 3);

  private static TaskCase task(
      TaskStage stage, Escrow escrow, Reward reward, CommitEntry... commits) {
    return new TaskCase(TERMS, ORIGIN, stage, escrow, List.of(commits), List.of(), reward);
  }

  private static TaskCase task(TaskStage stage) {
    return task(stage, Escrow.HELD, new Reward.Undecided());
  }

  private static TaskCase task(CommitEntry commit) {
    return task(new TaskStage.Committed(CURRENT), Escrow.HELD, new Reward.Undecided(), commit);
  }

  static Stream<TaskStage> stages() {
    return Stream.concat(
            Stream.of(
                new TaskStage.Open(),
                new TaskStage.Assigned(CURRENT),
                new TaskStage.Committed(CURRENT),
                new TaskStage.Reassigned(CURRENT),
                new TaskStage.Verified(CURRENT, ANN)),
            Arrays.stream(TaskState.values())
                .filter(TaskState::isEnd)
                .flatMap(end ->
                    Stream.of(
                        new TaskStage.Ended(end, null, null, null),
                        new TaskStage.Ended(end, CURRENT, null, null),
                        new TaskStage.Ended(end, CURRENT, ANN, null))))
        .flatMap(stage ->
            stage instanceof TaskStage.Ended ended && ended.outcome() == TaskState.SUPERSEDED
                ? Stream.of(stage, new TaskStage.Ended(ended.outcome(), CURRENT, null, 99L))
                : Stream.of(stage));
  }

  static Stream<CommitEntry> commits() {
    return Stream.of(
        new CommitEntry.Pending(COMMIT),
        new CommitEntry.Refused(COMMIT),
        new CommitEntry.Accepted(COMMIT),
        new CommitEntry.Due(COMMIT, WINDOW),
        new CommitEntry.Overdue(COMMIT, WINDOW),
        new CommitEntry.Revealed(COMMIT, null, true, ID),
        new CommitEntry.Revealed(COMMIT, WINDOW, false, ID),
        new CommitEntry.Forfeited(COMMIT, null),
        new CommitEntry.Forfeited(COMMIT, WINDOW),
        new CommitEntry.Released(COMMIT, null),
        new CommitEntry.Released(COMMIT, WINDOW),
        new CommitEntry.Due(COMMIT, WINDOW).rankedLast());
  }

  static Stream<Reward> rewards() {
    return Stream.of(
        new Reward.Undecided(),
        new Reward.Claiming(ANN, 7),
        new Reward.Paid(ANN, 7),
        new Reward.Denied(ANN, 7));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldReadEachStage(TaskStage stage) {
    assertThat(kept(task(stage))).isEqualTo(task(stage));
  }

  @ParameterizedTest
  @MethodSource("commits")
  void shouldReadEachCommit(CommitEntry commit) {
    assertThat(kept(task(commit)).commits()).containsExactly(commit);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadEachEscrow(Escrow escrow) {
    TaskCase task = task(new TaskStage.Open(), escrow, new Reward.Undecided());

    assertThat(kept(task).escrow()).isEqualTo(escrow);
  }

  @ParameterizedTest
  @MethodSource("rewards")
  void shouldReadEachReward(Reward reward) {
    TaskCase task = task(new TaskStage.Verified(CURRENT, ANN), Escrow.HELD, reward);

    assertThat(kept(task).reward()).isEqualTo(reward);
  }

  private static TaskCase kept(TaskCase task) {
    return KeptTask.of(task).meant();
  }

  static Stream<KeptTask> impossible() {
    return Stream.of(
        kept(TaskState.OPEN, EPOCH, false, null),
        kept(TaskState.OPEN, null, true, null),
        kept(TaskState.ASSIGNED, null, false, null),
        kept(TaskState.COMMITTED, EPOCH, false, ANN),
        kept(TaskState.REASSIGNED, null, false, null),
        kept(TaskState.REVEALED, EPOCH, false, null),
        kept(TaskState.VERIFIED, EPOCH, false, null),
        kept(TaskState.VERIFIED, null, false, ANN),
        kept(TaskState.SETTLED, null, true, null),
        stale(TaskState.SETTLED),
        stale(TaskState.ASSIGNED),
        kept(KeptTask.Funding.ASKED, false),
        kept(KeptTask.Funding.REFUSED, true),
        kept(new KeptTask.Reward(Reward.Stage.UNDECIDED, ANN, 0)),
        kept(new KeptTask.Reward(Reward.Stage.CLAIMING, null, 7)),
        kept(new KeptTask.Reward(Reward.Stage.PAID, null, 7)),
        kept(CommitEntry.Status.PENDING, WINDOW, false, null),
        kept(CommitEntry.Status.REFUSED, WINDOW, false, null),
        kept(CommitEntry.Status.LIVE, WINDOW, true, null),
        kept(CommitEntry.Status.OVERDUE, null, false, null),
        kept(CommitEntry.Status.REVEALED, WINDOW, true, null),
        kept(CommitEntry.Status.FORFEITED, WINDOW, false, ID));
  }

  private static KeptTask kept(
      TaskState state, @Nullable Epoch epoch, boolean lapsed, @Nullable Address verifiedBy) {
    return kept(
        state, KeptTask.Funding.HELD, epoch, lapsed, List.of(), verifiedBy, UNDECIDED, true);
  }

  private static KeptTask stale(TaskState state) {
    KeptTask.Funding held = KeptTask.Funding.HELD;
    return kept(state, held, EPOCH, false, List.of(), null, UNDECIDED, true, 99L);
  }

  private static final KeptTask.Reward UNDECIDED =
      new KeptTask.Reward(Reward.Stage.UNDECIDED, null, 0);

  private static KeptTask kept(KeptTask.Funding funding, boolean escrowOpen) {
    return kept(TaskState.OPEN, funding, null, false, List.of(), null, UNDECIDED, escrowOpen);
  }

  private static KeptTask kept(KeptTask.Reward reward) {
    return kept(
        TaskState.VERIFIED, KeptTask.Funding.HELD, EPOCH, false, List.of(), ANN, reward, true);
  }

  private static KeptTask kept(
      CommitEntry.Status status,
      CommitEntry.@Nullable Window window,
      boolean earns,
      @Nullable Hash32 proofDigest) {
    KeptTask.Commit commit =
        new KeptTask.Commit(
            ANN, 1, ID, ORIGIN, ID, 10, 20, 5L, window, status, earns, proofDigest, false);
    return kept(
        TaskState.COMMITTED,
        KeptTask.Funding.HELD,
        EPOCH,
        false,
        List.of(commit),
        null,
        UNDECIDED,
        true);
  }

  private static KeptTask kept(
      TaskState state,
      KeptTask.Funding funding,
      @Nullable Epoch epoch,
      boolean lapsed,
      List<KeptTask.Commit> commits,
      @Nullable Address verifiedBy,
      KeptTask.Reward reward,
      boolean escrowOpen) {
    return kept(state, funding, epoch, lapsed, commits, verifiedBy, reward, escrowOpen, null);
  }

  private static KeptTask kept(
      TaskState state,
      KeptTask.Funding funding,
      @Nullable Epoch epoch,
      boolean lapsed,
      List<KeptTask.Commit> commits,
      @Nullable Address verifiedBy,
      KeptTask.Reward reward,
      boolean escrowOpen,
      @Nullable Long staleSince) {
    return new KeptTask(
        TERMS,
        ORIGIN,
        state,
        funding,
        epoch,
        lapsed,
        List.of(),
        commits,
        List.of(),
        verifiedBy,
        reward,
        escrowOpen,
        staleSince);
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void shouldNotReadWhatNoRuleLeadsTo(KeptTask kept) {
    assertThatThrownBy(kept::meant).isInstanceOf(FormatException.class);
  }

  @Test
  void shouldStopAtSuchAStateAsAtAnyThatCannotBeRead() {
    MemoryStore store = new MemoryStore();
    TaskStates states =
        new TaskStates(store, new MemoryStore(), new MemoryStore(), new MemoryStore());
    KeptTask kept = kept(TaskState.VERIFIED, EPOCH, false, null);
    store.put(ID.bytes(), SettlementFormats.TASK.write(kept));

    assertThatThrownBy(() -> states.task(ID))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("verifiedBy");
  }
}
