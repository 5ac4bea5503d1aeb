package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that is kept running and asked, one question at a time; see {@code
 * docs/external-proof-systems.md}. It is started when first needed, and again when it has ended or
 * has not answered in time. It ends with this JVM, because its standard input ends then. Safe for
 * use by many threads.
 */
public final class ExternalService implements AutoCloseable {

  private static final int ATTEMPTS = 3;

  private final List<String> command;
  private @Nullable ServiceProcess process;
  private long questions;

  /**
   * @param command program and arguments; it must be trusted as this JVM is
   */
  public ExternalService(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** The service of a command, program and arguments with blanks between. */
  public static ExternalService of(String command) {
    return new ExternalService(List.of(command.strip().split("\\s+")));
  }

  /**
   * The answer to a question.
   *
   * @param question gets an id, and the answer has the same
   * @param timeout for one attempt, of which there are three
   * @throws ExternalServiceException when there is no answer, or it is that the service failed
   */
  synchronized JsonNode ask(ObjectNode question, Duration timeout) {
    question.put("id", ++questions);
    for (int attempt = 1; ; attempt++) {
      try {
        return answer(question, timeout);
      } catch (IOException e) {
        close();
        if (attempt == ATTEMPTS) {
          throw new ExternalServiceException(command + ": " + e.getMessage(), e);
        }
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new ExternalServiceException(command + ": interrupted while it was asked", e);
      }
    }
  }

  private JsonNode answer(ObjectNode question, Duration timeout)
      throws IOException, InterruptedException {
    ServiceProcess running = process;
    if (running == null) {
      running = ServiceProcess.start(command);
      process = running;
    }
    JsonNode answer = running.ask(question, timeout);
    if (answer.path("id").asLong() != questions) {
      throw new IOException("it answers another question: " + answer.path("id"));
    }
    if (answer.has("failed")) {
      throw new ExternalServiceException(command + " failed: " + answer.path("failed").asText());
    }
    return answer;
  }

  /** Ends the program; the next question starts it again. */
  @Override
  public synchronized void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command);
  }
}
