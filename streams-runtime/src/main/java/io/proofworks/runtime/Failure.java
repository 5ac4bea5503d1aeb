package io.proofworks.runtime;

import io.proofworks.operations.LogCode;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.serde.RegistryException;
import io.proofworks.settings.SettingsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * What an application met, as far as it matters for going on.
 *
 * @param record the record that was being processed: topic, partition and offset
 * @param task directory of the task whose state it was
 */
record Failure(Kind kind, Optional<String> record, Optional<String> task, Throwable cause) {

  /** Kinds of failures, and how often in a row each is worth another try. */
  enum Kind {
    /** The process itself is broken: out of memory, classes that do not fit. */
    BROKEN(0, LogCode.APPLICATION_FAILED, StreamsRunner.FAILED),
    /** The state directory cannot be written: full, read-only, not ours. */
    UNUSABLE(0, LogCode.STATE_UNUSABLE, StreamsRunner.UNFIT),
    /** The copy of state on disk is damaged; the log has it whole. */
    DAMAGED(3, LogCode.STATE_UNUSABLE, StreamsRunner.UNFIT),
    /** Not allowed, or not known; an authorizer may just be starting. */
    REFUSED(3, LogCode.ACCESS_REFUSED, StreamsRunner.UNFIT),
    /** A policy in force goes by rules of the market that this program does not know. */
    OUTRULED(0, LogCode.RULES_UNKNOWN, StreamsRunner.UNFIT),
    /** What was kept or sent is of a version that this program does not know. */
    UNREADABLE(0, LogCode.FORMAT_UNKNOWN, StreamsRunner.UNFIT),
    /** Input was deleted before it was read, by an application that decides money. */
    LOST(0, LogCode.INPUT_LOST, StreamsRunner.UNFIT),
    /** A setting that Kafka does not take. */
    MISCONFIGURED(0, LogCode.MISCONFIGURED, StreamsRunner.MISCONFIGURED),
    /** A topic is missing or carries its producers' time. */
    UNFIT(3, LogCode.UNFIT, StreamsRunner.UNFIT),
    /** Another process has this one's instance id. */
    TWICE(3, LogCode.INSTANCE_TWICE, StreamsRunner.MISCONFIGURED),
    /** Brokers or registry do not answer: worth waiting for, however long. */
    AWAY(Integer.MAX_VALUE, LogCode.UNREACHABLE, StreamsRunner.UNFIT),
    /** Fenced, timed out, raced: the next try begins from what is committed. */
    PASSING(10, LogCode.APPLICATION_FAILED, StreamsRunner.FAILED),
    /** Anything else. */
    DEFECT(5, LogCode.APPLICATION_FAILED, StreamsRunner.FAILED);

    private final int tries;
    private final LogCode code;
    private final int exitCode;

    Kind(int tries, LogCode code, int exitCode) {
      this.tries = tries;
      this.code = code;
      this.exitCode = exitCode;
    }

    /** How many tries follow in a row before it ends the application. */
    int tries() {
      return tries;
    }

    /** What the application ends with when no try has helped. */
    LogCode code() {
      return code;
    }

    /** What its process ends with then. */
    int exitCode() {
      return exitCode;
    }
  }

  private static final Pattern RECORD =
      Pattern.compile("topic=([\\w.-]{1,249}), partition=(\\d{1,9}), offset=(\\d{1,19})");

  private static final Pattern TASK = Pattern.compile("[/\\\\](\\d{1,9}_\\d{1,9}|global)[/\\\\]");

  /** What the operating system and RocksDB say when it is not the data that is wrong. */
  private static final Pattern CANNOT_WRITE =
      Pattern.compile(
          "No space left|Read-only file system|Permission denied|Too many open files|quota exceeded"
              + "|couldn't be created|can't be created|Failed to lock the state directory",
          Pattern.CASE_INSENSITIVE);

  /** What a client threw, looked at through all its causes. */
  static Failure of(Throwable thrown) {
    Kind kind =
        causes(thrown)
            .flatMap(cause -> kindOf(cause).stream())
            .min(Comparator.naturalOrder())
            .orElse(Kind.DEFECT);
    return new Failure(kind, recordOf(thrown), taskOf(thrown), thrown);
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.<Throwable>iterate(thrown, cause -> cause != null, Throwable::getCause).limit(32);
  }

  private static Optional<Kind> kindOf(Throwable cause) {
    return Optional.ofNullable(
        switch (cause) {
          case StackOverflowError e -> Kind.DEFECT;
          case VirtualMachineError e -> Kind.BROKEN;
          case LinkageError e -> Kind.BROKEN;
          case StateUnusableException e -> Kind.UNUSABLE;
          case UnknownRulesException e -> Kind.OUTRULED;
          case UnreadableException e -> Kind.UNREADABLE;
          case LostInputException e -> Kind.LOST;
          case SettingsException e -> Kind.MISCONFIGURED;
          case ForgeableTimeException e -> Kind.UNFIT;
          case MissingSourceTopicException e -> Kind.UNFIT;
          case ProcessorStateException e -> cannotWrite(e) ? Kind.UNUSABLE : Kind.DAMAGED;
          case LockException e -> Kind.PASSING;
          case TaskCorruptedException e -> Kind.PASSING;
          case TaskMigratedException e -> Kind.PASSING;
          case AuthorizationException e -> Kind.REFUSED;
          case AuthenticationException e -> Kind.REFUSED;
          case FencedInstanceIdException e -> Kind.TWICE;
          case ConfigException e -> unresolved(e) ? Kind.AWAY : Kind.MISCONFIGURED;
          case RetriableException e -> Kind.AWAY;
          case TimeoutException e -> Kind.AWAY;
          case ApiException e -> Kind.PASSING;
          case RegistryException e -> ofRegistry(e);
          case ExternalServiceException e -> Kind.PASSING;
          default -> null;
        });
  }

  /** Names of brokers may be unknown while their machines start. */
  private static boolean unresolved(ConfigException e) {
    return String.valueOf(e.getMessage()).contains("resolvable");
  }

  private static Kind ofRegistry(RegistryException e) {
    return e.getCause() instanceof IOException io && !(io instanceof SSLException)
        ? Kind.AWAY
        : Kind.PASSING;
  }

  private static boolean cannotWrite(Throwable state) {
    return causes(state)
        .anyMatch(cause ->
            cause instanceof AccessDeniedException
                || CANNOT_WRITE.matcher(String.valueOf(cause.getMessage())).find());
  }

  private static Optional<String> recordOf(Throwable thrown) {
    return causes(thrown)
        .filter(KafkaException.class::isInstance)
        .map(cause -> RECORD.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(found -> found.group(1) + "-" + found.group(2) + "@" + found.group(3))
        .findFirst();
  }

  /** Where the store is says more than who was at work: opening has no task yet. */
  private static Optional<String> taskOf(Throwable thrown) {
    return causes(thrown)
        .filter(ProcessorStateException.class::isInstance)
        .map(ProcessorStateException.class::cast)
        .flatMap(state ->
            TASK
                .matcher(String.valueOf(state.getMessage()))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .or(() -> state.taskId().map(Object::toString))
                .stream())
        .findFirst();
  }

  /** One line for people. */
  String says() {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == cause ? cause.toString() : cause + "; because of " + root;
  }
}
