package io.proofworks.views.domain;

import io.proofworks.views.shape.TopicRecord;

/**
 * A route as it is kept.
 *
 * @param signal the newest
 */
public record KeptRoute(String routeId, TopicRecord signal) {

  /** A route in the list of routes. */
  public record Entry(String routeId) {}
}
