package io.proofworks.sharding.domain;

import java.util.List;

/** What follows from an event: the steps of the book, and what the market is told, in order. */
public record Decision(List<Change> changes, List<Effect> effects) {
  public Decision {
    changes = List.copyOf(changes);
    effects = List.copyOf(effects);
  }
}
