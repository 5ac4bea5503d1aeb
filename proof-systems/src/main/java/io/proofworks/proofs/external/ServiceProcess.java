package io.proofworks.proofs.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of an external service: a line of JSON in, a line of JSON out. */
final class ServiceProcess {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Stands for the end of the output, in which no line is empty. */
  private static final String END = "";

  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ServiceProcess(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** What it prints on standard error goes to ours. */
  static ServiceProcess start(List<String> command) throws IOException {
    ServiceProcess service =
        new ServiceProcess(
            OutsideProgram.of(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    inBackground(service::read);
    return service;
  }

  private static void inBackground(Runnable work) {
    Thread.ofPlatform().daemon().name("external-service").start(work);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // as if it had ended, which is what follows
    } finally {
      lines.add(END);
    }
  }

  /**
   * The answer to a question.
   *
   * @param limit from now, for writing the question as well: a program that reads nothing would
   *     keep the writer for ever once the pipe is full
   * @throws TimeoutException when there is none in time; the program is of no use then
   */
  JsonNode ask(JsonNode question, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    String text = JSON.writeValueAsString(question) + "\n";
    inBackground(() -> write(text));
    String line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new TimeoutException("no answer within " + limit.toSeconds() + " s");
    }
    if (line.equals(END)) {
      process.waitFor(1, TimeUnit.SECONDS);
      throw new IOException("it ended" + (process.isAlive() ? "" : " with " + process.exitValue()));
    }
    return JSON.readTree(line);
  }

  private void write(String text) {
    try {
      input.write(text);
      input.flush();
    } catch (IOException e) {
      lines.add(END);
    }
  }

  /** Does not wait for anybody, not even for a question that is being written. */
  void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
