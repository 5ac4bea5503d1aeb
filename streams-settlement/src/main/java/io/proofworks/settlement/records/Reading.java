package io.proofworks.settlement.records;

import io.proofworks.settlement.domain.VerdictIssued;

/** A record of a public topic, read: an input, or the answer to one that cannot be taken. */
public sealed interface Reading<T> {

  record Taken<T>(T input) implements Reading<T> {}

  /**
   * @param undecodable whether the bytes go to the dead-letter topic as well
   */
  record Refused<T>(VerdictIssued verdict, boolean undecodable) implements Reading<T> {}
}
