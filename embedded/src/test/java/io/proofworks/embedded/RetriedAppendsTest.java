package io.proofworks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A user is not told of what mends itself, and of everything else. */
final class RetriedAppendsTest {

  private static final String BROKER = "kafka.server.ReplicaManager";

  private static FilterReply decide(String logger, @Nullable Throwable cause) {
    return new RetriedAppends()
        .decide(
            new LoggingEvent(
                "", new LoggerContext().getLogger(logger), Level.ERROR, "append", cause, null));
  }

  @Test
  void shouldLeaveOutWhatItsProducerSendsAgain() {
    assertThat(decide(BROKER, new OutOfOrderSequenceException("2 (incoming), 0 (current)")))
        .isEqualTo(FilterReply.DENY);
  }

  @Test
  void shouldSayEverythingElse() {
    assertThat(decide(BROKER, new PolicyViolationException("of size")))
        .isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide(BROKER, null)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(decide("io.proofworks.worker.Worker", new OutOfOrderSequenceException("fatal")))
        .isEqualTo(FilterReply.NEUTRAL);
  }
}
