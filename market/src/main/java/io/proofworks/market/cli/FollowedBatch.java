package io.proofworks.market.cli;

import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import java.util.Optional;

/**
 * What became of a batch that was submitted: its receipt, or that it was refused at once. The log
 * is opened before it is submitted, and read only after.
 */
final class FollowedBatch {

  /** How it ended. */
  record End(boolean settled, String text) {}

  private String batch = "";
  private Optional<End> end = Optional.empty();

  void begin(String submitted) {
    batch = submitted;
  }

  void take(Receipt receipt) {
    if (receipt.getBatchId().equals(batch)) {
      boolean settled = receipt.getOutcome().equals(BatchOutcome.SETTLED.name());
      end = Optional.of(new End(settled, receipt.getOutcome() + " " + receipt.getCause()));
    }
  }

  /** What nobody signed is not the request, and a copy of one that was taken is a duplicate. */
  void take(Verdict verdict) {
    boolean refused =
        batch.equals(verdict.getBatchId())
            && verdict.getKind().equals(VerdictKind.BATCH.name())
            && verdict.getSigned()
            && !verdict.getReason().equals(Reason.ACCEPTED.name())
            && !verdict.getReason().equals(Reason.DUPLICATE.name());
    if (refused && end.isEmpty()) {
      String text = "refused: " + verdict.getReason() + ", " + verdict.getDetail();
      end = Optional.of(new End(false, text));
    }
  }

  Optional<End> end() {
    return end;
  }
}
