package io.proofworks.views;

import java.util.Locale;

/** What a view can be of. */
public enum Kind {
  /** The market itself: its policy. */
  MARKET,
  TASK,
  BATCH,
  /** An address: prover, aggregator, requester, and their account. */
  ACTOR,
  ROUTE,
  /** The windows of one length of a task class. */
  METRICS,
  JOURNAL;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
