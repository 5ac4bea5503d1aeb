package io.proofworks.views;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What others name has a key of its own. */
class SubjectTest {

  @Test
  void shouldShowRoutesWithHostileNamesApart() {
    String plain = new Subject(Kind.ROUTE, "a").key();

    assertThat(new Subject(Kind.ROUTE, "a|1").key())
        .doesNotStartWith(plain + "|")
        .isNotEqualTo(new Subject(Kind.ROUTE, "a%7C1").key());
    assertThat(new Subject(Kind.ROUTE, "~").key()).doesNotContain("~");
  }
}
