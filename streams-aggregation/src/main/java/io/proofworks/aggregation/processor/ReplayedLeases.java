package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.DeskInput;
import io.proofworks.aggregation.domain.Want;
import io.proofworks.avro.AggregationJob;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The leases of a partition, by what it wrote and what it told the desk. */
final class ReplayedLeases {

  /** What the desk was asked, and when. */
  /**
   * What the desk was asked of a node.
   *
   * @param first when, for that epoch; a node that waits is asked for again when it may go to
   *     others
   * @param at when, last
   */
  private record Asked(Want want, long first, long at) {
    Asked again(Asked next) {
      return next.want.epoch() == want.epoch() ? new Asked(next.want, first, next.at) : next;
    }

    boolean isUpTo(int epoch) {
      return want.epoch() <= epoch;
    }
  }

  private final String journal;
  private final Map<String, Asked> wants = new TreeMap<>();
  private final Map<String, AggregationFact.Lease> open = new TreeMap<>();
  private final Consumer<AggregationFact.Lease> leases;

  /**
   * @param leases gets each that is over
   */
  ReplayedLeases(String journal, Consumer<AggregationFact.Lease> leases) {
    this.journal = journal;
    this.leases = leases;
  }

  /**
   * @param time of the entry's input
   */
  void take(long sequence, long time, Outcome outcome) {
    switch (outcome) {
      case Outcome.JobIssued(AggregationJob job) -> give(sequence, time, job);
      case Outcome.DeskTold told when told.told() instanceof DeskInput.Wanted(Want want) -> {
        wants.merge(want.place(), new Asked(want, time, time), Asked::again);
        end(want.place(), want.epoch() - 1, time);
      }
      case Outcome.DeskTold told when told.told() instanceof DeskInput.Returned back -> {
        String place = Want.place(back.batchId(), back.nodeId());
        end(place, back.epoch(), time);
        wants.computeIfPresent(place, (p, asked) -> asked.isUpTo(back.epoch()) ? null : asked);
      }
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
        new AggregationFact.Lease(
            journal,
            sequence,
            asked == null ? time : asked.first(),
            asked == null ? time : asked.at(),
            time,
            job.getBatchId(),
            job.getNodeId(),
            job.getEpoch(),
            job.getAggregatorId(),
            want != null && want.epoch() == job.getEpoch() ? want : null,
            AggregationFact.Lease.OPEN));
  }

  private void end(String place, int epoch, long time) {
    AggregationFact.Lease lease = open.get(place);
    if (lease != null && lease.epoch() <= epoch) {
      open.remove(place);
      leases.accept(lease.ended(time));
    }
  }

  /** Tells those that are still out. */
  void conclude() {
    open.values().forEach(leases);
  }
}
