package io.proofworks.settlement.records;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.BatchInput;
import io.proofworks.topics.Topics;
import java.util.Optional;

/** What the sharding and aggregation sides say of batches, as far as it moves money. */
public final class BatchRecords {

  private final Decoder<Verdict> verdicts;
  private final Decoder<AggregationJob> jobs;
  private final Decoder<Receipt> receipts;

  public BatchRecords(MarketSerdes serdes) {
    this.verdicts = serdes.decoder(Topics.VERDICTS);
    this.jobs = serdes.decoder(Topics.AGGREGATION_JOBS);
    this.receipts = serdes.decoder(Topics.RECEIPTS);
  }

  /**
   * Empty when the record moves no money of a batch.
   *
   * @throws IllegalArgumentException when a field is out of form
   */
  public Optional<BatchInput> read(InboundRecord record) {
    String topic = record.coordinates().topic();
    if (topic.equals(Topics.VERDICTS.name())) {
      return verdict(value(verdicts, record));
    }
    return topic.equals(Topics.RECEIPTS.name())
        ? Optional.of(receipt(value(receipts, record)))
        : Optional.of(job(value(jobs, record)));
  }

  /** Whether its journal has an entry of the record: unless it moves no money of a batch. */
  public boolean concerns(InboundRecord record) {
    try {
      return read(record).isPresent();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static <V> V value(Decoder<V> decoder, InboundRecord record) {
    return switch (decoder.decode(record.value())) {
      case Decoded.Value<V>(V value) -> value;
      case Decoded.Malformed<V>(String detail) -> throw new IllegalArgumentException(detail);
    };
  }

  private static Optional<BatchInput> verdict(Verdict verdict) {
    Optional<VerdictKind> kind = VerdictKind.find(verdict.getKind());
    Optional<Reason> reason = Reason.find(verdict.getReason());
    if (kind.isEmpty() || reason.isEmpty() || verdict.getBatchId() == null) {
      return Optional.empty();
    }
    Hash32 batchId = Hash32.parse(verdict.getBatchId());
    return switch (kind.get()) {
      case BATCH ->
          reason.get().isAcceptance()
              ? Optional.of(
                  new BatchInput.BatchAccepted(batchId, Address.parse(verdict.getAuthor())))
              : Optional.empty();
      case AGGREGATE ->
          endsLease(reason.get()) ? ended(verdict, batchId, reason.get()) : Optional.empty();
      case LEASE -> ended(verdict, batchId, Reason.NO_REVEAL);
      case TASK, ASSIGNMENT, COMMIT, REVEAL, GRANT, WINDOW -> Optional.empty();
      case REGISTRATION, HEARTBEAT, STAKE, SUPERSESSION -> Optional.empty();
    };
  }

  /**
   * An aggregate that is taken, one that costs its author some of the bond, and one that the market
   * cannot judge.
   */
  private static boolean endsLease(Reason reason) {
    return reason.isAcceptance() || reason.maySlash() || reason.fault() == Reason.Fault.MARKET;
  }

  private static Optional<BatchInput> ended(Verdict verdict, Hash32 batchId, Reason reason) {
    Integer nodeId = verdict.getNodeId();
    return nodeId == null
        ? Optional.empty()
        : Optional.of(new BatchInput.JobEnded(batchId, nodeId, verdict.getEpoch(), reason));
  }

  private static BatchInput job(AggregationJob job) {
    return new BatchInput.JobIssued(
        Hash32.parse(job.getBatchId()),
        Hash32.parse(job.getJobId()),
        job.getNodeId(),
        job.getEpoch(),
        job.getRoot(),
        Address.parse(job.getAggregatorId()),
        job.getBond(),
        job.getFee());
  }

  private static BatchInput receipt(Receipt receipt) {
    return new BatchInput.ReceiptIssued(
        Hash32.parse(receipt.getBatchId()),
        Address.parse(receipt.getRequesterId()),
        Intake.word(BatchOutcome.find(receipt.getOutcome()), receipt.getOutcome()));
  }
}
