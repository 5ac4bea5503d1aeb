package io.proofworks.market.audit;

import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.TaskRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Whether what the market's applications write can be read, and is found where its key says. */
final class Placement {

  private final Run run;
  private final Decoding log;
  private final int partitions;
  private final Findings findings;

  Placement(Run run) {
    this.run = run;
    this.log = run.log();
    this.partitions = run.scope().partitions();
    this.findings = run.findings();
  }

  void check() {
    check(Topics.LEDGER, LedgerMovement::getAccount);
    check(Topics.PROVERS, ProverStanding::getProverId);
    check(Topics.TASKS, TaskRecord::getTaskId);
    check(Topics.ASSIGNMENTS, Assignment::getTaskId);
    check(Topics.CHILD_PROOFS, ChildProof::getBatchId);
    check(Topics.WINDOWS, RevealWindow::getTaskId);
    check(Topics.AGGREGATION_JOBS, AggregationJob::getBatchId);
    check(Topics.RECEIPTS, Receipt::getBatchId);
    check(Topics.JOURNAL, JournalEntry::getJournal);
    check(Topics.CHECKPOINTS, JournalCheckpoint::getJournal);
    new PolicyPlaces(run);
    // which key a verdict has depends on who answered what; where it is has to be that key's place
    log.records(Topics.VERDICTS)
        .filter(verdict -> !verdict.inPartitionOfItsKey(partitions))
        .forEach(verdict ->
            found("MISPLACED", verdict.coordinates().toString(), "not in its key's partition"));
  }

  private <V extends SpecificRecord> void check(Topic<V> topic, Function<V, String> key) {
    Decoder<V> decoder = log.serdes().decoder(topic);
    log.records(topic)
        .forEach(record -> {
          Decoded<V> decoded = decoder.decode(record.value());
          if (decoded instanceof Decoded.Value<V>(V value)) {
            String own = key.apply(value);
            if (!record.key().equals(Optional.of(run.scope().key(topic, own)))
                || record.coordinates().partition() != Partitions.of(own, partitions)) {
              found("MISPLACED", record.coordinates().toString(), "its key is " + own);
            }
          } else {
            found("UNDECODABLE", record.coordinates().toString(), "of the market's own records");
          }
        });
  }

  private void found(String kind, String where, String detail) {
    findings.add(kind, where, detail);
  }
}
