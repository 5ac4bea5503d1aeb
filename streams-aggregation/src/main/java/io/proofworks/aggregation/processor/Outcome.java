package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Effect;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Verdict;
import io.proofworks.runtime.journal.Consequence;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What followed for a partition of batches: what it writes, and asks of the desk. */
public sealed interface Outcome extends Consequence {

  /** A lease was given. */
  record JobIssued(AggregationJob job) implements Outcome {
    @Override
    public String outcome() {
      return text(
          "job",
          job.getJobId(),
          job.getEpoch(),
          job.getAggregatorId(),
          job.getLeaseUntil(),
          job.getBond(),
          job.getFee(),
          job.getCause());
    }
  }

  /** A submission was answered, or a lease ended without one. */
  record Answered(String key, Verdict verdict) implements Outcome {
    @Override
    public String outcome() {
      return text(
          "verdict",
          verdict.getVerdictId(),
          verdict.getKind(),
          verdict.getReason(),
          verdict.getAuthor(),
          verdict.getSigned(),
          verdict.getEpoch(),
          verdict.getSlashed(),
          verdict.getRewarded(),
          verdict.getVictim());
    }
  }

  /** A batch ended. */
  record Closed(Receipt receipt) implements Outcome {
    @Override
    public String outcome() {
      return text(
          "receipt",
          receipt.getBatchId(),
          receipt.getOutcome(),
          receipt.getRootAggregatorId(),
          receipt.getRootVerifiedAt(),
          receipt.getCause());
    }
  }

  /** The desk was asked for an aggregator, or told that a node wants nobody any more. */
  record DeskTold(String batchId, DeskInput told) implements Outcome {
    @Override
    public String outcome() {
      return switch (told) {
        case DeskInput.Wanted(var want) ->
            text("wanted", want.batchId(), want.nodeId(), want.epoch());
        case DeskInput.Returned back ->
            text("returned", back.batchId(), back.nodeId(), back.epoch());
        default -> throw new IllegalStateException("batches tell the desk of no " + told);
      };
    }
  }

  /** A node waits: for the log of the application alone. */
  record Delayed(Effect.Wait told) implements Outcome {}

  private static String text(Object... parts) {
    return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));
  }
}
