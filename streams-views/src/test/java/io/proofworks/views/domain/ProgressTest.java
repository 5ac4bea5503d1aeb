package io.proofworks.views.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a task stands, in whatever order its topics are read. */
final class ProgressTest {

  private static Told.Assignment given(int epoch, String prover) {
    return new Told.Assignment("t", epoch, List.of(new Told.Assignee(prover)));
  }

  private static Told.Verdict reached(String state) {
    return new Told.Verdict(
        "COMMIT", "ACCEPTED", "", "a", "t", null, null, state, null, 3_000, 0, 0);
  }

  @Test
  void shouldNotMoveBackToAStateThatIsOlderThanTheLast() {
    Progress committed = Progress.NONE.after(reached("COMMITTED"), 3_000);

    Progress now = committed.after(given(1, "a"), 2_000);

    assertThat(now.state()).isEqualTo("COMMITTED");
    assertThat(now.assignees()).as("who has it is news").containsExactly("a");
  }

  @Test
  void shouldKnowTheNewestAssignmentAndNothingAfterTheEnd() {
    Progress ended =
        Progress.NONE
            .after(given(2, "b"), 2_000)
            .after(new Told.TaskClosed("t", new Told.Closed("SETTLED")), 4_000);

    Progress now = ended.after(given(1, "a"), 1_000).after(reached("COMMITTED"), 9_000);

    assertThat(now).isEqualTo(new Progress("SETTLED", 4_000, 2, List.of("b")));
  }
}
