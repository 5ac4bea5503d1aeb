package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProverTaskTest {

  @Test
  void shouldTakeOnlyTheFirstAnswerOfAnEpochForTheFateOfItsReveal() {
    ProverTask revealed = ProverTask.UNKNOWN.withRevealAnswer(2);

    assertThat(ProverTask.UNKNOWN.awaitsRevealAnswer(1)).isTrue();
    assertThat(revealed.awaitsRevealAnswer(2)).isFalse();
    assertThat(revealed.awaitsRevealAnswer(1)).isFalse();
    assertThat(revealed.awaitsRevealAnswer(3)).isTrue();
  }
}
