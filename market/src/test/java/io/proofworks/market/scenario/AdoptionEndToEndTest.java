package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.Verdict;
import io.proofworks.market.local.LedgerWork;
import io.proofworks.market.local.ReceiptCheck;
import io.proofworks.market.local.Requester;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same work asked for again under new nonces, on a real broker: at once, after it was settled,
 * and after only a shard of it was proved, as by somebody who wants the batch to come to nothing.
 */
final class AdoptionEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void shouldProveOnceWhatIsAskedForAgain() throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"))) {
      market.honestProver("ada");
      market.honestAggregator("noether");
      shouldAdoptAllOfTheSameBatch(market);
      shouldBuyOnlyWhatIsMissingAfterSomebodyElsesShard(market);
      market.requireSound();
    }
  }

  private static void shouldAdoptAllOfTheSameBatch(TestMarket market) throws IOException {
    // given
    Requester.Order order = order(market, 4, 1);
    ProofRequest first = market.local().requester().submit(order);
    ProofRequest atOnce = later(market, first, order);
    List<Receipt> both = List.of(settled(market, first), settled(market, atOnce));

    // when
    Receipt third = settled(market, later(market, atOnce, order));

    // then
    Receipt proved = both.get(isAdopted(both.getFirst()) ? 1 : 0);
    Receipt second = both.get(isAdopted(both.getFirst()) ? 0 : 1);
    assertThat(proved.getChildren()).hasSizeGreaterThan(1);
    assertThat(isAdopted(proved)).isFalse();
    for (Receipt again : List.of(second, third)) {
      requireAdopted(again, proved, proved.getChildren().size());
      requireValid(market, again);
    }
  }

  /** A front-runner's batch is gone once a shard of it is proved. */
  private static void shouldBuyOnlyWhatIsMissingAfterSomebodyElsesShard(TestMarket market)
      throws IOException {
    // given
    Requester.Order order = order(market, 12, 2);
    ProofRequest bait = market.local().requester().submit(order);
    market.log().awaitVerdict("a shard proved", PATIENCE, v -> isProof(v, bait) && isVerified(v));
    market.local().requester().supersede(bait.getBatchId(), SupersessionCause.STATE_ROOT);
    market
        .log()
        .await("the bait's receipt", PATIENCE, l -> l.receipt(bait.getBatchId()).isPresent());

    // when
    Receipt receipt = settled(market, later(market, bait, order));

    // then
    long before = market.log().verdicts().stream().filter(v -> isProof(v, bait)).count();
    long adopted = receipt.getChildren().stream().filter(c -> c.getAdoptedFrom() != null).count();
    assertThat(adopted).isPositive().isLessThan(receipt.getChildren().size()).isEqualTo(before);
    requireValid(market, receipt);
  }

  private static Requester.Order order(TestMarket market, int transfers, int richer)
      throws IOException {
    var work =
        LedgerWork.of(
            LedgerWork.richer(LedgerWork.block(transfers), 1_000 + richer),
            market.local().programs(),
            market.local().policy().getTargetShardWeight());
    return new Requester.Order(
        work,
        TaskClass.STANDARD,
        Binding.IN_PROOF,
        Duration.ofMinutes(30),
        Requester.ceiling(
            market.local().policy(), TaskClass.STANDARD, work.weight(), work.shards()),
        "usdt:ethereum->base");
  }

  /** The nonce is the time, so it is asked for until it has another one. */
  private static ProofRequest later(TestMarket market, ProofRequest before, Requester.Order order) {
    ProofRequest again = market.local().requester().submit(order);
    while (again.getBatchId().equals(before.getBatchId())) {
      again = market.local().requester().submit(order);
    }
    return again;
  }

  private static Receipt settled(TestMarket market, ProofRequest request) {
    Receipt receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    return receipt;
  }

  private static boolean isProof(Verdict verdict, ProofRequest request) {
    return verdict.getKind().equals(VerdictKind.REVEAL.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name())
        && request.getBatchId().equals(verdict.getBatchId())
        && isVerified(verdict);
  }

  /** Of two that are asked for at once, either may be begun first. */
  private static boolean isAdopted(Receipt receipt) {
    return receipt.getChildren().stream().anyMatch(child -> child.getAdoptedFrom() != null);
  }

  private static boolean isVerified(Verdict verdict) {
    return TaskState.VERIFIED.name().equals(verdict.getTaskState());
  }

  /** Nobody worked for it: each child is the first batch's, whose owner is paid a share again. */
  private static void requireAdopted(Receipt again, Receipt first, int shards) {
    Map<String, ReceiptChild> proved =
        first.getChildren().stream()
            .collect(Collectors.toMap(ReceiptChild::getTaskId, Function.identity()));
    assertThat(again.getChildren()).hasSize(shards);
    for (ReceiptChild child : again.getChildren()) {
      ReceiptChild origin = Objects.requireNonNull(proved.get(child.getAdoptedFrom()));
      assertThat(child.getProverId()).isEqualTo(origin.getProverId());
      assertThat(child.getProofDigest()).isEqualTo(origin.getProofDigest());
      assertThat(child.getReveal()).isEqualTo(origin.getReveal());
      assertThat(child.getReward()).isPositive().isLessThan(origin.getReward() / 5);
    }
  }

  private static void requireValid(TestMarket market, Receipt receipt) {
    ReceiptCheck check = new ReceiptCheck(VerifierRegistry.standard());
    check.learn(market.local().policy());
    assertThat(check.check(receipt)).isEqualTo(new ReceiptCheck.Result(true, ""));
    Set<String> tasks = new HashSet<>();
    for (LedgerMovement movement : market.log().movements()) {
      if (movement.getKind().equals("PAY")
          && movement.getFromBucket().equals("ESCROW")
          && receipt.getBatchId().equals(movement.getBatchId())
          && movement.getTaskId() != null) {
        assertThat(tasks.add(movement.getTaskId())).as("%s is paid once", movement).isTrue();
      }
    }
    assertThat(tasks).hasSameSizeAs(receipt.getChildren());
  }
}
