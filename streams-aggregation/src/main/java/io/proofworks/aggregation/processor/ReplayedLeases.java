package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.avro.AggregationJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The leases of a partition, by what it wrote and what it told the desk. */
final class ReplayedLeases {

  /** What the desk was asked, and when. */
  private record Asked(Want want, long at) {}

  private final String journal;
  private final Map<String, Asked> wants = new HashMap<>();
  private final Map<String, AggregationReport.Lease> open = new HashMap<>();
  private final List<AggregationReport.Lease> over = new ArrayList<>();

  ReplayedLeases(String journal) {
    this.journal = journal;
  }

  /**
   * @param time of the entry's input
   */
  void take(long sequence, long time, Outcome outcome) {
    switch (outcome) {
      case Outcome.JobIssued(AggregationJob job) -> give(sequence, time, job);
      case Outcome.DeskTold told when told.told() instanceof DeskInput.Wanted(Want want) -> {
        wants.put(want.place(), new Asked(want, time));
        end(want.place(), want.epoch() - 1, time);
      }
      case Outcome.DeskTold told when told.told() instanceof DeskInput.Returned back ->
          end(Want.place(back.batchId(), back.nodeId()), back.epoch(), time);
      case Outcome.DeskTold ignored -> {}
      case Outcome.Answered ignored -> {}
      case Outcome.Closed ignored -> {}
      case Outcome.Delayed ignored -> {}
    }
  }

  private void give(long sequence, long time, AggregationJob job) {
    String place = Want.place(job.getBatchId(), job.getNodeId());
    Asked asked = wants.get(place);
    Want want = asked == null ? null : asked.want();
    open.put(
        place,
        new AggregationReport.Lease(
            journal,
            sequence,
            asked == null ? time : asked.at(),
            time,
            job.getBatchId(),
            job.getNodeId(),
            job.getEpoch(),
            job.getAggregatorId(),
            want != null && want.epoch() == job.getEpoch() ? want : null,
            AggregationReport.Lease.OPEN));
  }

  private void end(String place, int epoch, long time) {
    AggregationReport.Lease lease = open.get(place);
    if (lease != null && lease.epoch() <= epoch) {
      open.remove(place);
      over.add(lease.ended(time));
    }
  }

  List<AggregationReport.Lease> all() {
    List<AggregationReport.Lease> all = new ArrayList<>(over);
    all.addAll(open.values());
    return all;
  }
}
