package io.proofworks.operations;

import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.RecordListener;
import io.proofworks.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/**
 * Counts the records that go through the serdes of a process. What a transaction took back is
 * counted too: this is what was done, the log is what stands.
 */
public record RecordMeters(Meters meters) implements RecordListener {

  @Override
  public void written(Topic<?> topic, SpecificRecord value) {
    meters.count(Metric.RECORDS_WRITTEN, topic.name());
    switch (value) {
      case Verdict verdict -> meters.count(Metric.VERDICTS, verdict.getKind(), verdict.getReason());
      case LedgerMovement movement -> meters.count(Metric.LEDGER_MOVEMENTS, movement.getKind());
      case Receipt receipt -> meters.count(Metric.RECEIPTS, receipt.getOutcome());
      default -> {}
    }
  }

  @Override
  public void read(Topic<?> topic, Decoded<?> decoded) {
    meters.count(
        Metric.RECORDS_READ,
        topic.name(),
        decoded instanceof Decoded.Value ? "decoded" : "malformed");
  }
}
