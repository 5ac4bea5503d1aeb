package io.proofworks.settlement.processor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.proofworks.operations.LogCode;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PolicyAlarmTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(PolicyAlarm.class);

  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final PolicyAlarm alarm = new PolicyAlarm(3);

  @BeforeEach
  void listen() {
    said.start();
    LOG.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(said);
  }

  private void wait(OptionalInt version, long from, long to) {
    for (long now = from; now <= to; now += 5_000) {
      alarm.waits(version, now);
      alarm.check(now);
    }
  }

  @Test
  void shouldSayEveryTwentySecondsThatAPolicyIsAwaited() {
    wait(OptionalInt.of(2), 0, 50_000);

    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .allMatch(
            line -> line.startsWith(LogCode.POLICY_AWAITED.name() + " partition=3 version=2"));
  }

  @Test
  void shouldSayNothingOfAPolicyThatComesOrOfAnotherThatIsAwaitedThen() {
    wait(OptionalInt.of(2), 0, 15_000);
    wait(OptionalInt.empty(), 20_000, 60_000);
    wait(OptionalInt.of(3), 65_000, 80_000);
    wait(OptionalInt.of(4), 85_000, 100_000);

    assertThat(said.list).isEmpty();
  }
}
