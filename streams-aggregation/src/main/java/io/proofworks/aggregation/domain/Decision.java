package io.proofworks.aggregation.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an input.
 *
 * @param next the case from now on; null when nothing is to be kept
 */
public record Decision(@Nullable BatchCase next, List<Effect> effects) {

  public Decision {
    effects = List.copyOf(effects);
  }

  static Decision unchanged(@Nullable BatchCase state) {
    return new Decision(state, List.of());
  }
}
