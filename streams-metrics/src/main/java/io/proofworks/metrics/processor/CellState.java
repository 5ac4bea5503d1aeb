package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.RegimeState;
import io.proofworks.metrics.domain.WindowSize;

/**
 * Where a class stands.
 *
 * @param closedTo windows that end at or before this time are published for good
 * @param publishedAt when its open windows and signals were published last
 * @param lastEvent time of its last event
 */
record CellState(RegimeState regime, long closedTo, long publishedAt, long lastEvent) {

  static CellState start(long now) {
    long begin = WindowSize.TEN_SECONDS.startOf(now);
    return new CellState(RegimeState.start(now), begin, 0, now);
  }

  CellState happened(long time) {
    return new CellState(regime, closedTo, publishedAt, Math.max(lastEvent, time));
  }

  CellState closed(long to) {
    return new CellState(regime, to, publishedAt, lastEvent);
  }

  CellState published(long now) {
    return new CellState(regime, closedTo, now, lastEvent);
  }

  CellState in(RegimeState next) {
    return new CellState(next, closedTo, publishedAt, lastEvent);
  }
}
