package io.proofworks.sharding.domain;

import java.util.List;

/**
 * What a decision took from what was known of provers just then, which no log shows exactly: a
 * journal says it, and what follows from it is decided again.
 *
 * @param spent tasks whose retry budget is spent while nobody is there who may take them, by id
 * @param given tasks that were given to provers, in that order
 */
public record Choices(List<String> spent, List<Given> given) {

  public static final Choices NONE = new Choices(List.of(), List.of());

  /**
   * Tasks that may be given up at once, and provers that may be chosen at once, but for those of
   * the last task: what is left waits for the next tick, so that a journal has room for it.
   */
  static final int MOST = 1_000;

  /**
   * A task and who was chosen for it.
   *
   * @param reward what was promised, base units
   */
  public record Given(String taskId, List<Effect.Holder> holders, long reward) {
    public Given {
      holders = List.copyOf(holders);
    }
  }

  public Choices {
    spent = List.copyOf(spent);
    given = List.copyOf(given);
  }

  public boolean isEmpty() {
    return spent.isEmpty() && given.isEmpty();
  }
}
