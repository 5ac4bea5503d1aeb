package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proofworks.format.FormatException;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.Failure.Kind;
import io.proofworks.serde.RegistryException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailureTest {

  private static Arguments is(Kind kind, Throwable thrown) {
    return Arguments.of(kind, thrown);
  }

  private static Throwable state(String message) {
    return new ProcessorStateException("Error opening store x", new IOException(message));
  }

  private static FormatException unknownVersion() {
    return catchThrowableOfType(
        FormatException.class, () -> RuntimeFormats.CLOCK.read(new byte[] {9}));
  }

  private static UnknownRulesException unknownRules() {
    return catchThrowableOfType(
        UnknownRulesException.class, () -> MarketRules.requireKnown(MarketRules.NEWEST + 1, 7));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        is(Kind.AWAY, new TimeoutException("commitTransaction timed out and must be retried")),
        is(Kind.AWAY, new RegistryException("no answer", new ConnectException("refused"))),
        is(Kind.AWAY, new KafkaException(new ConfigException("No resolvable bootstrap urls"))),
        is(Kind.AWAY, new AdminException("x", new java.util.concurrent.TimeoutException())),
        is(Kind.PASSING, new RegistryException("was answered 503")),
        is(Kind.PASSING, new RegistryException("ssl", new SSLHandshakeException("unknown"))),
        is(Kind.PASSING, new InvalidTxnStateException("x")),
        is(Kind.PASSING, new TaskMigratedException("fenced", new IllegalStateException())),
        is(Kind.PASSING, new LockException("held")),
        is(Kind.REFUSED, new GroupAuthorizationException("proofworks-settlement")),
        is(Kind.REFUSED, new SaslAuthenticationException("who")),
        is(Kind.MISCONFIGURED, new ConfigException("session.timeout.ms", 1, "too small")),
        is(Kind.UNFIT, new MissingSourceTopicException("market.tasks")),
        is(Kind.UNFIT, new ForgeableTimeException("market.tasks", 0, 1)),
        is(
            Kind.UNREADABLE,
            new StreamsException(
                "topic=market.tasks, partition=0, offset=1",
                new UnreadableException(unknownVersion()))),
        is(Kind.OUTRULED, unknownRules()),
        is(Kind.OUTRULED, new SerializationException("not a policy", unknownRules())),
        is(Kind.LOST, new LostInputException(List.of(new LostInput("market.tasks", 0, 0, 6)))),
        is(Kind.TWICE, new FencedInstanceIdException("x")),
        is(Kind.DAMAGED, state("Corruption: block checksum mismatch")),
        is(Kind.DAMAGED, state("Corruption: Can't access /000012.sst: No such file")),
        is(Kind.UNUSABLE, state("IO error: No space left on device: while appending")),
        is(Kind.UNUSABLE, state("IO error: Read-only file system: while open")),
        is(Kind.UNUSABLE, state("IO error: Permission denied: while open")),
        is(
            Kind.UNUSABLE,
            new ProcessorStateException("lock", new AccessDeniedException("/data/.lock"))),
        is(
            Kind.UNUSABLE,
            new ProcessorStateException(
                "state directory [x] doesn't exist and couldn't be created")),
        is(Kind.BROKEN, new OutOfMemoryError("Java heap space")),
        is(Kind.BROKEN, new NoClassDefFoundError("x")),
        is(Kind.DEFECT, new StackOverflowError()),
        is(Kind.DEFECT, new IllegalStateException("a bug")));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldBeKnownHoweverDeepItsCauseLies(Kind kind, Throwable thrown) {
    assertThat(Failure.of(thrown).kind()).isEqualTo(kind);
    assertThat(Failure.of(new StreamsException("x", new KafkaException(thrown))).kind())
        .isEqualTo(kind);
  }

  @Test
  void shouldNameTheRecordThatWasProcessed() {
    Failure failure =
        Failure.of(
            new StreamsException(
                "Exception caught in process. taskId=0_1, processor=engine, topic=market.reveals,"
                    + " partition=1, offset=77",
                new IllegalStateException("topic=other, partition=9, offset=9")));

    assertThat(failure.record()).contains("market.reveals-1@77");
    assertThat(failure.says()).contains("IllegalStateException");
  }

  @Test
  void shouldNameTheTaskWhoseStateIsDamagedByPathOrById() {
    ProcessorStateException reading = new ProcessorStateException("Error while getting value");
    reading.setTaskId(new TaskId(0, 2));
    String path = "Error opening store x at location /data/proofworks-settlement/1_3/rocksdb/x";

    assertThat(Failure.of(new ProcessorStateException(path)).task()).contains("1_3");
    assertThat(Failure.of(reading).task()).contains("0_2");
    assertThat(Failure.of(new ProcessorStateException("somewhere")).task()).isEmpty();
  }
}
