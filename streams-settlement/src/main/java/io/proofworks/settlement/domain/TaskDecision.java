package io.proofworks.settlement.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param next the task afterwards; null if there still is none
 */
public record TaskDecision(@Nullable TaskCase next, List<TaskEffect> effects) {

  public TaskDecision {
    effects = List.copyOf(effects);
  }
}
