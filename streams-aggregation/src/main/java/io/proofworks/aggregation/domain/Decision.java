package io.proofworks.aggregation.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input.
 *
 * @param next the case from now on; null when nothing is to be kept
 * @param directory with the turns that were taken
 */
public record Decision(@Nullable BatchCase next, Directory directory, List<Effect> effects) {

  public Decision {
    effects = List.copyOf(effects);
  }

  static Decision unchanged(@Nullable BatchCase state, Market market) {
    return new Decision(state, market.directory(), List.of());
  }
}
