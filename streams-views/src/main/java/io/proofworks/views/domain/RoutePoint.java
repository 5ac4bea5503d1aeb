package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.TIME;

import io.proofworks.views.shape.Means;
import io.proofworks.views.shape.Says;

/** The penalties of one signal, as they are kept and shown. */
@Says("The penalties of one signal.")
public record RoutePoint(
    @Means(TIME) long asOf,
    String regime,
    String state,
    double confidence,
    double proofLag,
    double proofLagConfidence,
    double marketRisk,
    double marketRiskConfidence,
    double refundUncertainty,
    double refundUncertaintyConfidence) {

  /** Of a signal. */
  public static RoutePoint of(Told.RouteSignal signal) {
    return new RoutePoint(
        signal.asOf(),
        signal.regime(),
        signal.state(),
        signal.confidence(),
        signal.proofLagPenalty().value(),
        signal.proofLagPenalty().confidence(),
        signal.proverMarketRisk().value(),
        signal.proverMarketRisk().confidence(),
        signal.refundUncertainty().value(),
        signal.refundUncertainty().confidence());
  }
}
