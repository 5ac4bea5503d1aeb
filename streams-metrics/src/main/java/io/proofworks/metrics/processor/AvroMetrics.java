package io.proofworks.metrics.processor;

import io.proofworks.avro.Concentration;
import io.proofworks.avro.MetricWindow;
import io.proofworks.avro.Quantiles;
import io.proofworks.avro.RouteSignal;
import io.proofworks.metrics.domain.Counter;
import io.proofworks.metrics.domain.Dimension;
import io.proofworks.metrics.domain.Distribution;
import io.proofworks.metrics.domain.Penalty;
import io.proofworks.metrics.domain.Regime;
import io.proofworks.metrics.domain.RoutePenalties;
import io.proofworks.metrics.domain.Series;
import io.proofworks.metrics.domain.Transfer;
import io.proofworks.metrics.domain.WindowMeasures;

/** Measures and signals as they travel. */
final class AvroMetrics {

  private AvroMetrics() {}

  /** Where a window lies. */
  record Frame(long start, long millis, long asOf, boolean closed) {}

  static MetricWindow window(String cell, Frame frame, WindowMeasures measures) {
    return MetricWindow.newBuilder()
        .setDomain(domain(cell))
        .setTaskClass(taskClass(cell))
        .setWindowStart(frame.start())
        .setWindowMs(frame.millis())
        .setAsOf(frame.asOf())
        .setClosed(frame.closed())
        .setSampleSize(measures.bucket().get(Counter.EVENTS))
        .setQueueDepth(measures.queueDepth())
        .setQueueWeight(measures.queueWeight())
        .setCommitNoRevealRate(measures.commitNoRevealRate())
        .setInvalidProofRate(measures.invalidProofRate())
        .setReassignmentCount(measures.bucket().get(Counter.EPOCHS_RAISED))
        .setAggregationDelay(quantiles(measures.of(Series.AGGREGATION_DELAY)))
        .setVerifiedToExecutedLag(quantiles(measures.of(Series.VERIFIED_TO_EXECUTED)))
        .setProofLatency(quantiles(measures.proofLatency()))
        .setCommitToReveal(quantiles(measures.of(Series.COMMIT_TO_REVEAL)))
        .setCensored(measures.censored())
        .setRetryRate(measures.retryRate())
        .setShardWeight(quantiles(measures.of(Series.SHARD_WEIGHT)))
        .setWinners(concentration(measures, Dimension.WINNER))
        .setVendors(concentration(measures, Dimension.VENDOR))
        .setRegions(concentration(measures, Dimension.REGION))
        .setClients(concentration(measures, Dimension.CLIENT))
        .setStaleWaste(measures.staleWaste())
        .setPlagiarismRate(measures.plagiarismRate())
        .setCensorshipScore(measures.censorshipScore())
        .setSlashed(measures.bucket().get(Counter.SLASHED))
        .setVerified(measures.bucket().get(Counter.VERIFIED))
        .setSettledBatches(measures.bucket().get(Counter.SETTLED_BATCHES))
        .setActiveAggregators(measures.fleet().aggregators())
        .setCapacity(measures.fleet().capacity())
        .build();
  }

  /** The signal is worth what its least certain penalty is. */
  static RouteSignal signal(
      String cell, Transfer transfer, Regime regime, RoutePenalties penalties, long now) {
    double confidence =
        Math.min(
            penalties.proofLag().confidence(),
            Math.min(
                penalties.proverRisk().confidence(), penalties.refundUncertainty().confidence()));
    return RouteSignal.newBuilder()
        .setRouteId(transfer.routeId())
        .setDomain(domain(cell))
        .setTaskClass(taskClass(cell))
        .setProofLagPenalty(penalty(penalties.proofLag()))
        .setProverMarketRisk(penalty(penalties.proverRisk()))
        .setRefundUncertainty(penalty(penalties.refundUncertainty()))
        .setRegime(regime.name())
        .setState(transfer.state().word())
        .setStateCause(transfer.cause())
        .setBatchId(transfer.batchId())
        .setConfidence(confidence)
        .setAsOf(now)
        .setValidUntil(now + Penalty.VALIDITY_MS)
        .build();
  }

  private static io.proofworks.avro.Penalty penalty(Penalty penalty) {
    return new io.proofworks.avro.Penalty(
        penalty.value(),
        penalty.unit(),
        penalty.confidence(),
        penalty.sampleSize(),
        penalty.asOf(),
        penalty.validUntil(),
        penalty.reasonCodes());
  }

  private static Quantiles quantiles(Distribution of) {
    return new Quantiles(of.count(), of.p50(), of.p95(), of.p99(), of.max());
  }

  private static Concentration concentration(WindowMeasures measures, Dimension dimension) {
    var of = measures.of(dimension);
    return new Concentration(of.hhi(), of.top1(), of.top3(), of.nakamoto());
  }

  private static String domain(String cell) {
    return cell.substring(0, cell.indexOf('|'));
  }

  private static String taskClass(String cell) {
    return cell.substring(cell.indexOf('|') + 1);
  }
}
