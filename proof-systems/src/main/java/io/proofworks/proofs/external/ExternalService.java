package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that is kept running and asked, one question at a time; see {@code
 * docs/external-proof-systems.md}. It is started when first needed, and again when it has ended,
 * has failed or has not answered in time; each run has to describe itself as the first one did
 * before it is asked anything else. Whoever made this closes it. Safe for use by many threads.
 */
public final class ExternalService implements AutoCloseable {

  private final List<String> command;
  private final Patience soon;
  private volatile @Nullable ServiceProcess process;
  private volatile @Nullable Description description;
  private volatile boolean closed;
  private long questions;

  /**
   * @param command program and arguments; it must be trusted as this JVM is
   */
  public ExternalService(List<String> command) {
    this(command, Patience.SOON);
  }

  private ExternalService(List<String> command, Patience soon) {
    this.command = List.copyOf(command);
    this.soon = soon;
  }

  /** The service of a command, program and arguments with blanks between. */
  public static ExternalService of(String command) {
    return new ExternalService(List.of(command.strip().split("\\s+")));
  }

  /** The same that waits for no verdict, and no cut, for longer than that. */
  public ExternalService within(Duration limit) {
    return new ExternalService(command, new Patience(limit, limit, true));
  }

  /**
   * The same with a run of the program of its own, which has to describe itself as this one has.
   */
  public ExternalService another() {
    ExternalService other = new ExternalService(command, soon);
    other.description = description;
    return other;
  }

  /**
   * What the program says of itself; starts it if that is not known yet.
   *
   * @throws ExternalServiceException when it does not say it, or badly
   */
  synchronized Description describe() {
    Description known = description;
    return known != null
        ? known
        : tried(
            Patience.LATE,
            attempts -> {
              var unused = running();
              return Objects.requireNonNull(description);
            });
  }

  /** The answer to what is to be answered soon: a verdict, or how a trace is cut. */
  JsonNode ask(ObjectNode question) {
    return ask(question, soon);
  }

  /**
   * The answer to a question.
   *
   * @param question gets an id, and the answer has the same
   * @throws ExternalServiceException when there is no answer, or it is that the service failed
   */
  synchronized JsonNode ask(ObjectNode question, Patience patience) {
    return tried(
        patience,
        attempts -> {
          ServiceProcess running = running();
          return attempts.make(limit -> answer(running, question, limit));
        });
  }

  /** What is asked in however many attempts. */
  @FunctionalInterface
  private interface Inquiry<T> {
    T by(Attempts attempts) throws IOException, InterruptedException, TimeoutException;
  }

  private <T> T tried(Patience patience, Inquiry<T> inquiry) {
    Attempts attempts = new Attempts(patience);
    while (true) {
      try {
        return inquiry.by(attempts);
      } catch (IOException | TimeoutException e) {
        drop();
        if (!attempts.goOnAfter(e)) {
          throw new ExternalServiceException(this + ": " + e.getMessage(), e);
        }
      } catch (InterruptedException e) {
        drop();
        Thread.currentThread().interrupt();
        throw new ExternalServiceException(this + ": interrupted while it was asked", e);
      }
    }
  }

  /** A closed service must not leave a program behind, whichever of the two came first. */
  private ServiceProcess running() throws IOException, InterruptedException {
    requireOpen();
    ServiceProcess running = process;
    if (running == null) {
      running = ServiceProcess.start(command);
      process = running;
      requireOpen();
      meet(running);
    }
    return running;
  }

  private void requireOpen() {
    if (closed) {
      drop();
      throw new ExternalServiceException(this + ": closed");
    }
  }

  /** Compiling may come first, so this takes as long as it takes; see {@link Patience#LATE}. */
  private void meet(ServiceProcess fresh) throws IOException, InterruptedException {
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("op", "describe");
    try {
      Description said = Description.of(answer(fresh, question, Patience.LATE.total()));
      Description known = description;
      if (known != null && !known.isSameAs(said)) {
        throw new ExternalServiceException(this + ": it is another program than before");
      }
      description = said;
    } catch (TimeoutException e) {
      drop();
      throw new ExternalServiceException(this + ": " + e.getMessage() + " when it started", e);
    } catch (ExternalServiceException e) {
      drop();
      throw e;
    }
  }

  private JsonNode answer(ServiceProcess running, ObjectNode question, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    long id = ++questions;
    JsonNode answer = running.ask(question.put("id", id), limit);
    if (answer.path("id").asLong() != id) {
      throw new IOException("it answers another question: " + answer.path("id"));
    }
    if (answer.has("failed")) {
      throw new Attempts.FailedException(answer.path("failed").asText());
    }
    return answer;
  }

  /** Ends this run of the program; the next question starts another. */
  private void drop() {
    ServiceProcess running = process;
    if (running != null) {
      running.close();
      process = null;
    }
  }

  /** Ends the program for good, also while a question is with it; questions are refused then. */
  @Override
  public void close() {
    closed = true;
    ServiceProcess running = process;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command);
  }
}
