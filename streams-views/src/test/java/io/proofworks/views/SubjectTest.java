package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What others name has a key of its own, and a record is shown with all that it is about. */
class SubjectTest {

  @Test
  void shouldShowWhatIsGivenBackWithWhoGaveItBack() {
    String task = Story.task(0);
    String prover = "0x" + "ab".repeat(20);
    Assignment back =
        new Assignment(
            Story.assigned(task).getDomain(),
            task,
            Story.BATCH,
            1,
            List.of(),
            false,
            50_000L,
            0L,
            "DECLINED",
            0L,
            null,
            List.of(prover));

    assertThat(Subjects.of(back))
        .containsExactlyInAnyOrder(
            new Subject(Kind.TASK, task),
            new Subject(Kind.BATCH, Story.BATCH),
            new Subject(Kind.ACTOR, prover));
  }

  @Test
  void shouldShowRoutesWithHostileNamesApart() {
    String plain = new Subject(Kind.ROUTE, "a").key();

    assertThat(new Subject(Kind.ROUTE, "a|1").key())
        .doesNotStartWith(plain + "|")
        .isNotEqualTo(new Subject(Kind.ROUTE, "a%7C1").key());
    assertThat(new Subject(Kind.ROUTE, "~").key()).doesNotContain("~");
  }
}
