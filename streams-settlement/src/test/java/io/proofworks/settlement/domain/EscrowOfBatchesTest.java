package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.REQUESTER;
import static io.proofworks.settlement.domain.Scene.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A batch can be over before its tasks had their turn: aggregation says so of what it has read of
 * the tasks, and settlement may be away. Of what its requester set aside nothing stays behind.
 */
class EscrowOfBatchesTest {

  private static final Hash32 BATCH = hash("batch");
  private static final long REWARD = 700;

  private static Ledger ledger(int rules) {
    return new Ledger(Scene.policy(rules)).stake(REQUESTER, StakeKind.DEPOSIT, 100_000, "money");
  }

  private static AccountRequest.ReserveEscrow escrow(int task) {
    Hash32 id = hash("task " + task);
    return new AccountRequest.ReserveEscrow(
        RequestIds.of("escrow", id), REQUESTER, id, BATCH, REWARD);
  }

  private static List<AccountRequest.OfAccount> over(BatchOutcome outcome) {
    return BatchEngine.decide(null, new BatchInput.ReceiptIssued(BATCH, REQUESTER, outcome))
        .requests()
        .stream()
        .map(AccountRequest.OfAccount.class::cast)
        .toList();
  }

  private static boolean granted(Ledger ledger) {
    return ledger.last.stream()
        .anyMatch(effect ->
            effect instanceof AccountEffect.Answered(TaskAnswer.EscrowWord word) && word.granted());
  }

  @Test
  void shouldRefuseTheEscrowOfATaskWhoseBatchIsOver() {
    Ledger ledger = ledger(MarketRules.NEWEST);
    over(BatchOutcome.SUPERSEDED).forEach(ledger::ask);

    ledger.ask(escrow(1));

    assertThat(granted(ledger)).isFalse();
    assertThat(ledger.of(REQUESTER).escrow()).isZero();
    assertThat(ledger.of(REQUESTER).free()).isEqualTo(100_000);
  }

  @Test
  void shouldEndTheTaskAsOneWithoutMoneyAndSayWhy() {
    Scene scene = new Scene().announced();

    scene.take(
        new TaskInput.EscrowAnswered(
            scene.at("answers", 10), Scene.TASK, false, "the batch is over"));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.INSUFFICIENT_BOND);
    assertThat(scene.verdict().detail()).isEqualTo("the batch is over");
    assertThat(scene.task().isOver()).isTrue();
    assertThat(scene.requests(AccountRequest.class)).isEmpty();
  }

  @Test
  void shouldGrantItUnderTheFirstRules() {
    Ledger ledger = ledger(MarketRules.FIRST);
    over(BatchOutcome.SUPERSEDED).forEach(ledger::ask);

    ledger.ask(escrow(1));

    assertThat(granted(ledger)).isTrue();
    assertThat(ledger.of(REQUESTER).escrow()).isEqualTo(REWARD + 2 * 50);
  }

  /** Of another batch of the same requester nothing is refused. */
  @Test
  void shouldGrantTheEscrowOfAnotherBatch() {
    Ledger ledger = ledger(MarketRules.NEWEST);
    over(BatchOutcome.FAILED).forEach(ledger::ask);

    ledger.ask(
        new AccountRequest.ReserveEscrow(
            hash("other"), REQUESTER, hash("task"), hash("another"), REWARD));

    assertThat(granted(ledger)).isTrue();
  }

  /**
   * The money of the account is of two of its five tasks, and what comes back is asked for again.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldLeaveNothingInTheEscrowOfABatchThatIsOverInWhateverOrder(long seed) {
    for (int round = 0; round < 200; round++) {
      Random random = new Random(seed * 1_000 + round);
      Ledger ledger =
          new Ledger(Scene.policy(MarketRules.NEWEST))
              .stake(REQUESTER, StakeKind.DEPOSIT, 1_700, "money");
      List<AccountRequest.OfAccount> still = new ArrayList<>(over(BatchOutcome.FAILED));
      for (int task = 1; task <= 5; task++) {
        still.add(escrow(task));
      }
      Collections.shuffle(still, random);
      while (!still.isEmpty()) {
        AccountRequest.OfAccount next = still.removeFirst();
        ledger.ask(next);
        if (next instanceof AccountRequest.ReserveEscrow asked && granted(ledger)) {
          still.add(random.nextInt(still.size() + 1), refund(asked.taskId()));
        }
      }
      assertThat(ledger.of(REQUESTER).escrow()).as("seed %d round %d", seed, round).isZero();
      assertThat(ledger.of(REQUESTER).free()).isEqualTo(1_700);
    }
  }

  private static AccountRequest.RefundEscrow refund(Hash32 task) {
    return new AccountRequest.RefundEscrow(
        RequestIds.of("refund", task),
        REQUESTER,
        task,
        new AccountRequest.Matter(task, BATCH, "FAILED"));
  }

  /** What an aggregator has earned, and its bond, are no matter of the tasks. */
  @Test
  void shouldGiveBackTheLeaseOfABatchWhoseEscrowWasNeverTaken() {
    Ledger ledger = ledger(MarketRules.NEWEST).stake(ANN, StakeKind.DEPOSIT, 1_000, "bond");
    BatchEngine.Decision job =
        BatchEngine.decide(
            null, new BatchInput.JobIssued(BATCH, hash("job"), 3, 1, true, ANN, 100, 150));
    job.requests().forEach(request -> ledger.ask((AccountRequest.OfAccount) request));
    assertThat(ledger.of(ANN).reserved()).isEqualTo(100);

    BatchEngine.decide(
            job.next(), new BatchInput.ReceiptIssued(BATCH, REQUESTER, BatchOutcome.FAILED))
        .requests()
        .forEach(request -> ledger.ask((AccountRequest.OfAccount) request));
    ledger.ask(escrow(1));

    assertThat(ledger.of(ANN).free()).isEqualTo(1_000);
    assertThat(ledger.of(REQUESTER).escrow()).isZero();
  }
}
