package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.proofworks.operations.LogCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class TickAlarmTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(TickAlarm.class);
  private static final long CHECK = TickAlarm.CHECK.toMillis();

  private static final String REVEALS = "market.reveals";
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final TickAlarm alarm = new TickAlarm("settlement", 3, List.of(REVEALS), 0);

  @BeforeEach
  void listen() {
    said.start();
    LOG.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(said);
  }

  private List<String> codes() {
    return said.list.stream().map(e -> e.getFormattedMessage().split(" ", 2)[0]).toList();
  }

  @Test
  void shouldSayOnceThatNoTickComesAndOnceThatTheyAreBack() {
    for (long now = 0; now <= 60_000; now += CHECK) {
      alarm.check(now);
    }
    alarm.ticked(REVEALS, 61_000);
    alarm.ticked(REVEALS, 61_200);
    alarm.check(65_000);

    assertThat(codes()).containsExactly(LogCode.TICKS_MISSING.name(), LogCode.TICKS_BACK.name());
    assertThat(said.list.getFirst().getFormattedMessage())
        .contains("application=settlement")
        .contains("partition=3");
  }

  @Test
  void shouldSayEveryTwentySecondsThatTimeStandsStillThoughTicksCome() {
    for (long now = 0; now <= 50_000; now += CHECK) {
      alarm.ticked(REVEALS, now);
      alarm.waits(List.of("market.reveals"), now);
      alarm.check(now);
    }

    assertThat(codes()).containsExactly(LogCode.CLAIM_MISSING.name(), LogCode.CLAIM_MISSING.name());
    assertThat(said.list.getFirst().getFormattedMessage()).contains("topics=[market.reveals]");
  }

  @Test
  void shouldSayNothingWhileTimeRuns() {
    for (long now = 0; now <= 60_000; now += CHECK) {
      alarm.ticked(REVEALS, now);
      alarm.waits(now % 15_000 == 0 ? List.of("market.reveals") : List.of(), now);
      alarm.check(now);
    }

    assertThat(codes()).isEmpty();
  }

  @Test
  void shouldMissTheTicksOfOneTopicThoughThoseOfOthersCome() {
    TickAlarm both = new TickAlarm("settlement", 3, List.of(REVEALS, "market.tasks"), 0);
    for (long now = 0; now <= 60_000; now += CHECK) {
      both.ticked(REVEALS, now);
      both.check(now);
    }

    assertThat(codes()).containsExactly(LogCode.TICKS_MISSING.name());
    assertThat(said.list.getFirst().getFormattedMessage())
        .contains("topic=market.tasks", "sharding is back");
  }
}
