package io.proofworks.settlement.simulation;

import io.proofworks.protocol.Digests;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Tells a naive market, step by step, what a task partition applied according to its journal. */
public final class Expectations {

  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);

  private final NaiveMarket market;
  private final Digests digests;
  private final Function<Coordinates, @Nullable Sent> meanings;

  /**
   * @param meanings what the author of a record meant by it; null if nobody wrote it
   */
  public Expectations(
      NaiveMarket market, Digests digests, Function<Coordinates, @Nullable Sent> meanings) {
    this.market = market;
    this.digests = digests;
    this.meanings = meanings;
  }

  /**
   * Verdicts that must follow from a step, as {@link NaiveMarket#verdict} writes them.
   *
   * @param clocks of the journal's entry
   * @param internalInput of the journal's entry
   * @throws Violation if nobody sent the input
   */
  public List<String> of(
      int partition, Coordinates at, Map<String, Long> clocks, byte @Nullable [] internalInput) {
    Long closedSince = clocks.get(Applied.CLOSED_SINCE);
    if (closedSince != null) {
      market.closed(
          partition, at.topic(), closedSince, clocks.getOrDefault(Applied.CLOSED_UNTIL, 0L));
      return List.of();
    }
    Long deadlines = clocks.get(Applied.DEADLINES);
    if (deadlines != null) {
      return market.passed(partition, deadlines);
    }
    if (internalInput != null) {
      return answered(MESSAGES.deserializer().deserialize("", internalInput));
    }
    Sent meaning = meanings.apply(at);
    if (meaning == null) {
      throw new Violation("nobody sent " + at);
    }
    if (meaning instanceof Sent.Opened(String task, String bondId)) {
      market.opened(task, bondId, at.time());
      return List.of();
    }
    if (meaning instanceof Sent.Junk junk) {
      return List.of(NaiveMarket.verdict(junk.kind(), junk.reason(), "", 0, 0, 0, ""));
    }
    String inputId = digests.inputId(at.topic(), at.partition(), at.offset()).hex();
    return market.applied(
        partition, new NaiveMarket.Step(meaning, at.time(), at.offset(), inputId));
  }

  private List<String> answered(InternalMessage message) {
    return switch (message) {
      case InternalMessage.TaskAnswered(TaskAnswer.EscrowWord word) ->
          market.escrow(word.taskId().hex(), word.granted());
      case InternalMessage.TaskAnswered(TaskAnswer.BondWord word) ->
          market.bond(word.taskId().hex(), word.bondId().hex(), word.granted());
      case InternalMessage.TaskAnswered(TaskAnswer.StatementWord word) ->
          market.claim(
              word.taskId().hex(),
              word.granted(),
              word.provedAt() == null ? Long.MAX_VALUE : word.provedAt());
      case InternalMessage.TaskAnswered(TaskAnswer.ProofWord word) ->
          market.proof(
              word.taskId().hex(),
              word.epoch(),
              word.proof() == null ? "" : word.proof().prover().hex());
      default -> List.of();
    };
  }
}
