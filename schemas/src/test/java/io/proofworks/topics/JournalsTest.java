package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task-0",
        "account-1",
        "batch-12",
        "policy-3",
        "aggregation-10",
        "request-99999",
        "schedule-0"
      })
  void shouldKnowTheNamesThatApplicationsWrite(String name) {
    assertThat(Journals.isName(name)).isTrue();
  }

  /** There are finitely many of the others, and each can be part of a key's name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "task",
        "task-",
        "task-00",
        "task-01",
        "task--1",
        "task-100000",
        "task-0\n",
        "task-0 ",
        "task-0+",
        "Task-0",
        "zzz-0",
        "task-0/x",
        "task-٣"
      })
  void shouldTakeNothingElseForAName(String name) {
    assertThat(Journals.isName(name)).isFalse();
  }
}
