package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A market in which everything happens that moves money: deposits and a withdrawal, a prover and an
 * aggregator that cheat and lose of their bonds, a prover that withholds what it committed to,
 * batches that settle, one that is superseded, and another policy in between.
 */
public final class RichMarket {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private RichMarket() {}

  /** Runs one until it is at rest; nobody works in it any more. */
  public static TestMarket run(Path directory) throws IOException {
    TestMarket market = TestMarket.on(directory);
    try {
      Worker spammer = market.prover("spammer", false, Adversaries.spammer());
      market.honestProver("ada");
      String urgent = market.submit(1, TaskClass.URGENT_SETTLEMENT).getBatchId();
      caught(market, spammer, Reason.INVALID_PROOF);
      Worker censor = market.aggregator("censor", Adversaries.censor());
      String standard = market.submit(2, TaskClass.STANDARD).getBatchId();
      caught(market, censor, Reason.INCOMPLETE_AGGREGATE);
      market.amend(policy -> policy.setSlashCensorshipBps(policy.getSlashCensorshipBps() + 1));
      market.honestAggregator("noether");
      for (String batch : new String[] {urgent, standard}) {
        assertThat(market.log().awaitReceipt(batch, PATIENCE).getOutcome()).isEqualTo("SETTLED");
      }
      String stale = market.submit(1, TaskClass.STANDARD).getBatchId();
      market.local().requester().supersede(stale, SupersessionCause.STATE_ROOT);
      market.log().awaitReceipt(stale, PATIENCE);
      market.local().operator().withdraw(spammer.id(), 1, "the rest");
      market
          .log()
          .awaitVerdict(
              "withdrawn",
              PATIENCE,
              v ->
                  v.getKind().equals("STAKE")
                      && v.getReason().equals("ACCEPTED")
                      && v.getDetail().isEmpty());
      market.dismiss();
      withhold(market);
      market.dismiss();
      market.requireSound();
      return market;
    } catch (IOException | RuntimeException | AssertionError e) {
      market.close();
      throw e;
    }
  }

  /** A task that only a withholder has runs out of its time, and is saved by somebody else. */
  private static void withhold(TestMarket market) throws IOException {
    Worker withholder = market.prover("withholder", false, Adversaries.withholder());
    String kept = market.submit(1, TaskClass.STANDARD).getBatchId();
    market
        .log()
        .awaitVerdict(
            "the window closing",
            PATIENCE,
            v ->
                v.getAuthor().equals(withholder.id())
                    && v.getReason().equals(Reason.NO_REVEAL.name()));
    market.honestProver("grace");
    market.honestAggregator("emmy");
    assertThat(market.log().awaitReceipt(kept, PATIENCE).getOutcome()).isEqualTo("SETTLED");
    caught(market, withholder, Reason.NO_REVEAL);
  }

  private static void caught(TestMarket market, Worker villain, Reason reason) {
    market
        .log()
        .awaitVerdict(
            villain.name() + " caught",
            PATIENCE,
            v ->
                v.getAuthor().equals(villain.id())
                    && v.getReason().equals(reason.name())
                    && v.getSlashed() > 0);
  }
}
