package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many tasks the log has, and whoever pays for them, a prover keeps so much of them. */
class ProverMemoryTest {

  private static final Hash32 TASK = FakeMarket.id("task");

  /** One for all: what is kept is counted, not allocated. */
  private static final ByteBuffer TRACE = ByteBuffer.allocate(200_000);

  @TempDir private Path directory;
  private ProverBench bench;

  @BeforeEach
  void open() {
    bench = new ProverBench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static Hash32 other(int number) {
    return FakeMarket.id("other" + number);
  }

  private void publish(int many) {
    for (int i = 0; i < many; i++) {
      bench.readOnce(bench.market.task(other(i), TRACE));
    }
  }

  private void publishPaid(int many) {
    for (int i = 0; i < many; i++) {
      bench.readOnce(bench.market.task(other(i), TRACE));
      bench.readOnce(bench.market.ofTask(other(i), Reason.ACCEPTED, TaskState.OPEN));
    }
  }

  private void close(int many) {
    for (int i = 0; i < many; i++) {
      bench.readOnce(bench.market.closed(other(i)));
    }
  }

  private long kept() {
    long all = 0;
    for (KnownTasks.Shelf shelf : KnownTasks.Shelf.values()) {
      all += bench.loop.kept(shelf);
    }
    return all;
  }

  private List<String> sentFor(Hash32 taskId) {
    return bench.sent().stream()
        .filter(sent -> sent.key().equals(taskId.hex()))
        .map(FakeMarket.Sent::topic)
        .toList();
  }

  @Test
  void shouldForgetATaskThatCouldNotBePaidFor() {
    bench.read(bench.market.task(TASK));

    bench.read(bench.market.ofTask(TASK, Reason.INSUFFICIENT_BOND, TaskState.FAILED));

    assertThat(bench.loop.known()).isZero();
  }

  /** The commit may never have reached the log. */
  @Test
  void shouldForgetATaskThatSettlementEndedWithoutAnAnswerToItsCommit() {
    bench.assign(TASK, 1);
    bench.read(bench.market.closed(TASK));
    assertThat(bench.loop.known()).as("the answer may come").isOne();

    bench.read(bench.market.ofTask(TASK, Reason.ACCEPTED, TaskState.EXPIRED));

    assertThat(bench.loop.known()).isZero();
  }

  @Test
  void shouldForgetATaskThatEndedBeforeItsRevealWasAnswered() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(bench.sent().getFirst()));
    bench.read(bench.market.closed(TASK));

    bench.read(bench.market.ofTask(TASK, Reason.ACCEPTED, TaskState.SETTLED));

    assertThat(bench.loop.known()).isZero();
  }

  @Test
  void shouldRevealInTheGraceAlsoAfterSettlementHasEndedTheTask() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(bench.sent().getFirst()), bench.market.window(TASK, 1, 0));
    bench.sent();

    bench.read(bench.market.closed(TASK));
    bench.read(bench.market.ofTask(TASK, Reason.ACCEPTED, TaskState.EXPIRED));
    bench.pass(5_000);

    assertThat(sentFor(TASK)).containsExactly(Topics.REVEALS.name());
  }

  @Test
  void shouldKeepSoMuchOfTasksThatNobodyPaysFor() {
    publish(3_000);

    assertThat(kept()).isLessThanOrEqualTo(KnownTasks.Shelf.UNPAID.room());
    close(3_000);
    assertThat(bench.loop.known()).isZero();
    assertThat(kept()).isZero();
  }

  @Test
  void shouldKeepSoMuchOfTasksThatArePaidFor() {
    publishPaid(3_000);

    assertThat(kept()).isLessThanOrEqualTo(KnownTasks.Shelf.PAID.room());
  }

  @Test
  void shouldKeepSoMuchOfAnyHistory() {
    bench.reopen();
    for (int i = 0; i < 3_000; i++) {
      bench.readOnce(bench.market.task(other(i), TRACE));
      bench.readOnce(bench.market.closed(other(i)));
    }

    assertThat(kept()).isLessThanOrEqualTo(KnownTasks.Shelf.ENDED.room());
    bench.loop.goLive();
    assertThat(bench.loop.known()).isZero();
  }

  @Test
  void shouldKeepNothingOfTasksOfWhichOnlyVerdictsAreThereAndOthersAssignments() {
    bench.reopen();

    for (int i = 0; i < 1_000; i++) {
      bench.readOnce(bench.market.ofTask(other(i), Reason.DUPLICATE, TaskState.VERIFIED));
      bench.readOnce(bench.market.ofTask(other(i), Reason.ACCEPTED, TaskState.OPEN));
      bench.readOnce(bench.market.assignment(other(i), 1, "0xsomebody"));
      bench.readOnce(bench.market.closed(other(i)));
    }

    assertThat(bench.loop.known()).isZero();
  }

  @Test
  void shouldRevealWhateverIsPublishedMeanwhile() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = bench.sent().getFirst();

    publishPaid(3_000);
    bench.loseProofs(); // so that the trace is needed as well
    bench.read(bench.market.judge(commit));
    publishPaid(3_000);
    bench.loop.onTime();

    assertThat(sentFor(TASK)).containsExactly(Topics.REVEALS.name());
  }

  /** Before it is known whether there was a commit, a task is not over for certain. */
  @Test
  void shouldSaveABondWithALostDiskInWhateverOrderTheTopicsAreRead() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = bench.sent().getFirst();
    bench.restartWithoutJournal();
    bench.reopen();

    bench.readOnce(bench.market.task(TASK));
    bench.readOnce(bench.market.closed(TASK));
    bench.readOnce(bench.market.judge(commit));
    bench.readOnce(bench.market.window(TASK, 2, 0));
    bench.loop.goLive();
    bench.loop.onTime();

    assertThat(sentFor(TASK)).contains(Topics.REVEALS.name());
  }

  @Test
  void shouldTakeAPaidTaskWhateverIsPublishedWithoutMoney() {
    bench.read(bench.market.task(TASK));
    bench.read(bench.market.ofTask(TASK, Reason.ACCEPTED, TaskState.OPEN));

    publish(3_000);
    bench.read(bench.market.assignment(TASK, 1, bench.me()));
    bench.loop.onTime();

    assertThat(sentFor(TASK)).containsExactly(Topics.COMMITMENTS.name());
  }
}
