package io.proofworks.settlement.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.settlement.TaskRecords;
import io.proofworks.topics.Topics;
import org.junit.jupiter.api.Test;

class TickAlarmTest {

  private final TickAlarm alarm = new TickAlarm(0, 0);

  @Test
  void shouldMissTheTicksOfOneTopicThoughThoseOfTheOthersCome() {
    // given
    String silent = Topics.TASKS.name();
    TaskRecords.TOPICS.stream()
        .filter(topic -> !topic.equals(silent))
        .forEach(topic -> alarm.ticked(topic, 19_000));

    // when
    alarm.check(20_000);

    // then
    assertThat(alarm.missing()).containsExactly(silent);
    alarm.ticked(silent, 21_000);
    assertThat(alarm.missing()).isEmpty();
  }
}
