package io.proofworks.aggregation.processor;

import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.Turn;

/** What the records of one source mean for the batches of a partition. */
abstract class Intake {

  private final String clock;
  private final BatchPartition at;

  /**
   * @param clock the name of its clock
   */
  Intake(String clock, BatchPartition at) {
    this.clock = clock;
    this.at = at;
  }

  final String clock() {
    return clock;
  }

  final BatchPartition at() {
    return at;
  }

  /** Whether deadlines pass when its clock moves, before the record itself is taken. */
  boolean passesTime() {
    return false;
  }

  /**
   * Takes a record that is not a tick.
   *
   * @return whether anything of it counts: what nobody is told of has no entry in the journal
   */
  abstract boolean take(InboundRecord input);

  /** Puts away an input of which nothing could be done. */
  void setAside(InboundRecord input, Turn.SetAside why) {
    if (DeadLetters.take(input.coordinates().topic())) {
      at.deadLetter(DeadLetters.of(input, why.reason().name(), why.detail()));
    }
  }
}
