package io.proofworks.settlement.partition;

import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settlement.domain.BatchBook;
import io.proofworks.settlement.domain.BatchEffect;
import io.proofworks.settlement.domain.BatchEngine;
import io.proofworks.settlement.domain.BatchInput;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.settlement.state.SettlementFormats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** One partition of the money of batches. Inputs are applied as they come. */
public final class BatchPartition {

  private static final Serde<BatchBook> BOOKS = FormatSerdes.of(SettlementFormats.BATCH);

  private final BatchRecords records;
  private final OrderedStore batches;

  /**
   * @param batches by batch id
   */
  public BatchPartition(BatchRecords records, OrderedStore batches) {
    this.records = records;
    this.batches = batches;
  }

  /** A job, a receipt or a verdict; empty when it moves no money of a batch. */
  public Optional<Applied<BatchEffect>> receive(InboundRecord record) {
    try {
      return records.read(record).map(input -> applied(record, decide(input)));
    } catch (IllegalArgumentException e) {
      String detail = String.valueOf(e.getMessage());
      return Optional.of(applied(record, List.of(new BatchEffect.Refused(detail))));
    }
  }

  private List<BatchEffect> decide(BatchInput input) {
    byte[] key = input.batchId().bytes();
    BatchBook book = batches.get(key, BOOKS);
    BatchEngine.Decision decision = BatchEngine.decide(book, input);
    batches.put(key, decision.next(), BOOKS);
    return decision.requests().stream().<BatchEffect>map(BatchEffect.AccountAsked::new).toList();
  }

  private static Applied<BatchEffect> applied(InboundRecord record, List<BatchEffect> effects) {
    return new Applied<>(
        record.coordinates(),
        record.digest(),
        null,
        Map.of(record.coordinates().topic(), record.time()),
        effects,
        effects.stream().anyMatch(BatchEffect.Refused.class::isInstance));
  }
}
