package io.proofworks.metrics.processor;

/** What the relay remembers of things whose later records do not name their class. */
final class RelayState {

  private RelayState() {}

  /**
   * @param rootVerifiedAt 0 when there is no root proof
   */
  record KnownBatch(String taskClass, String routeId, long rootVerifiedAt) {}
}
